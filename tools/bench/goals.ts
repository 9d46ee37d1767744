/** What we want to reach, and whether the figures of this run say so. Tests assert counts; times are judged here only. */
import { type DeployCase, deployCases } from './deploy.ts'
import type { Sample, Samples } from './sample.ts'
import { bareNode, type StartUp } from './start-up.ts'
import { median, paired } from './statistics.ts'
import { difference, seconds, times } from './table.ts'

/** A goal with what was measured. */
export interface Verdict {
  readonly goal: string
  readonly measured: string
  readonly reached: boolean
}

const minus = (a: number, b: number): number => a - b
const over = (a: number, b: number): number => a / b

/** `--version` and `--help` of our bins, over bare Node. */
export function startUpGoals(samples: Samples, all: readonly StartUp[]): readonly Verdict[] {
  const base = walls(samples, bareNode)
  return all
    .filter(({ program, what }) => program.startsWith('project-') && (what === '--version' || what === '--help'))
    .map(({ title }) => {
      const cost = paired(walls(samples, title), base, minus)
      return { goal: `${title}: bare Node + 25 ms`, measured: `${difference(cost)} ms`, reached: cost <= 0.025 }
    })
}

const limits: Readonly<Record<DeployCase, number>> = { 'first deploy': 1, 'no-op': 0.4, 'one-line change': 0.8 }

/** The three cases, and the no-op beside awscli. */
export function deployGoals(cases: Readonly<Record<DeployCase, Samples>>): readonly Verdict[] {
  const goals = deployCases.map((name): Verdict => {
    const took = median(walls(cases[name], 'project-deploy'))
    return { goal: `${name}: ≤ ${limits[name]} s`, measured: `${seconds(took)} s`, reached: took <= limits[name] }
  })
  const peer = walls(cases['no-op'], 'awscli')
  if (peer.length === 0) return goals
  const ratio = paired(peer, walls(cases['no-op'], 'project-deploy'), over)
  return [...goals, { goal: 'no-op: 4x faster than awscli', measured: times(ratio), reached: ratio >= 4 }]
}

/** Every figure in which a peer needs less than we do, in a sentence each. */
export function behind(cases: Readonly<Record<DeployCase, Samples>>): readonly string[] {
  const figures: readonly (readonly [string, (sample: Sample) => number])[] = [
    ['time', (sample) => sample.wall],
    ['CPU', (sample) => sample.cpu],
    ['memory', (sample) => sample.rss],
    ['calls', (sample) => sample.calls],
    ['connections', (sample) => sample.connections],
  ]
  return deployCases.flatMap((name) =>
    figures.flatMap(([figure, of]) => {
      const own = median((cases[name].get('project-deploy') ?? []).map(of))
      const better = [...cases[name]].filter(([tool, runs]) => tool !== 'floor' && median(runs.map(of)) < own)
      const names = better.map(([tool, runs]) => `${tool} (${times(median(runs.map(of)) / own)} of ours)`)
      return names.length === 0 ? [] : [`${name}, ${figure}: ${names.join(', ')}`]
    }),
  )
}

/** Wall times of a program's runs. */
export function walls(samples: Samples, title: string): readonly number[] {
  return (samples.get(title) ?? []).map((sample) => sample.wall)
}
