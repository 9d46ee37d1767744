/** The part of the page about suites, and its goals. */
import type { Verdict } from '../goals.ts'
import { median, paired } from '../statistics.ts'
import { megabytes, seconds, table } from '../table.ts'
import type { SuiteContest, SuiteFigures, SuiteTime } from './measure.ts'

const over = (a: number, b: number): number => a / b
const wall = ({ wall: value }: SuiteTime): number => value
const cpu = ({ cpu: value }: SuiteTime): number => value

/** A table of both in one process, and one of whole processes. */
export function suitePart({ contests, rounds }: SuiteFigures): string {
  const ms = (times: readonly SuiteTime[], of: (time: SuiteTime) => number): string =>
    (median(times.map(of)) * 1000).toFixed(1)
  const rows = contests.map((contest) => [
    title(contest),
    ms(contest.bare, wall),
    ms(contest.own, wall),
    ratioText(contest, wall),
    ms(contest.bare, cpu),
    ms(contest.own, cpu),
    ratioText(contest, cpu),
  ])
  const processes = contests.flatMap((contest) =>
    Object.entries(contest.samples).map(([program, runs]) => [
      `${title(contest)}: \`${program}\``,
      seconds(median(runs.map((run) => run.wall))),
      seconds(median(runs.map((run) => run.cpu))),
      megabytes(median(runs.map((run) => run.rss))),
      String(runs[0]?.code ?? ''),
    ]),
  )
  const head = [
    'A suite of 200 `http` steps, each with status and JSON expected, beside a bare `fetch` loop that reads every body and',
    `compares the status: both in one process, by turns, medians of ${contests[0]?.own.length ?? 0} rounds after one to warm up. Below as processes`,
    `that send once, from start to end; ${rounds} rounds.`,
  ].join('\n')
  const compared = table(
    ['200 requests', 'fetch, ms', 'ours, ms', 'ratio', 'fetch, CPU ms', 'ours, CPU ms', 'ratio'],
    rows,
  )
  return [head, compared, table(['one process', 's', 'CPU s', 'peak MB', 'exit'], processes)].join('\n\n')
}

/** At most 1.3 times a bare fetch loop. */
export function suiteGoals({ contests }: SuiteFigures): readonly Verdict[] {
  return contests.map((contest) => ({
    goal: `200 requests, ${title(contest)}: within 1.3x a bare fetch loop`,
    measured: `${ratioText(contest, wall)} time, ${ratioText(contest, cpu)} CPU`,
    reached: ratio(contest, wall) <= 1.3,
  }))
}

/** Figures in which Hurl needs less. */
export function behindAtSuites({ contests }: SuiteFigures): readonly string[] {
  return contests.flatMap((contest) => {
    const { hurl = [], 'project-test': own = [] } = contest.samples
    if (hurl.length === 0) return []
    const isLess = (of: (sample: (typeof hurl)[number]) => number): boolean =>
      median(hurl.map(of)) < median(own.map(of))
    return [
      ...(isLess((run) => run.wall) ? [`suites, ${title(contest)}: hurl is faster`] : []),
      ...(isLess((run) => run.cpu) ? [`suites, ${title(contest)}: hurl takes less CPU`] : []),
      ...(isLess((run) => run.rss) ? [`suites, ${title(contest)}: hurl takes less memory`] : []),
    ]
  })
}

function title({ parallel }: SuiteContest): string {
  return parallel === 1 ? 'one after the other' : `${parallel} at a time`
}

function ratio({ own, bare }: SuiteContest, of: (time: SuiteTime) => number): number {
  return paired(own.map(of), bare.map(of), over)
}

function ratioText(contest: SuiteContest, of: (time: SuiteTime) => number): string {
  return `${ratio(contest, of).toFixed(2)}x`
}
