/** What we want to reach, and whether the figures of this run say so. Tests assert counts; times are judged here only. */
import { type DeployCase, deployCases } from './deploy.ts'
import { type Sample, type Samples, stackCalls } from './sample.ts'
import { bareNode, type StartUp } from './start-up.ts'
import { median, paired } from './statistics.ts'
import { difference, megabytes, seconds, times } from './table.ts'

/** A goal with what was measured. */
export interface Verdict {
  readonly goal: string
  readonly measured: string
  readonly reached: boolean
}

type StartLine = Omit<StartUp, 'argv'>

const minus = (a: number, b: number): number => a - b
const over = (a: number, b: number): number => a / b

/** `--version` and `--help` of our bins, over bare Node. */
export function startUpGoals(samples: Samples, all: readonly StartLine[]): readonly Verdict[] {
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

const bounds: Readonly<Record<DeployCase, number>> = { 'first deploy': 8, 'no-op': 2, 'one-line change': 7 }

/** Of stacks alone: calls, at least twice as fast as the fastest peer, and at most three times the floor. */
export function stackGoals(cases: Readonly<Record<DeployCase, Samples>>): readonly Verdict[] {
  return deployCases.flatMap((name): readonly Verdict[] => {
    const all = cases[name]
    const own = walls(all, 'project-cfn')
    const calls = name === 'no-op' ? (run: Sample) => run.calls : stackCalls
    const needed = median((all['project-cfn'] ?? []).map(calls))
    const peers = Object.entries(all).filter(([tool]) => tool !== 'floor' && tool !== 'project-cfn')
    const fewest = Math.min(...peers.map(([, runs]) => median(runs.map((run) => run.calls))))
    const fastest = peers
      .map(([tool]) => ({ tool, ratio: paired(walls(all, tool), own, over) }))
      .sort((a, b) => a.ratio - b.ratio)[0]
    const floor = paired(own, walls(all, 'floor'), over)
    return [
      {
        goal: `project-cfn, ${name}: ≤ ${bounds[name]} calls${name === 'no-op' ? ' in all' : ' for stack and code'}, fewer than every peer`,
        measured: `${needed}; fewest of a peer ${fewest}`,
        reached: needed <= bounds[name] && needed < fewest,
      },
      ...(fastest === undefined
        ? []
        : [
            {
              goal: `project-cfn, ${name}: 2x faster than the fastest peer, ${fastest.tool}`,
              measured: times(fastest.ratio),
              reached: fastest.ratio >= 2,
            },
          ]),
      { goal: `project-cfn, ${name}: ≤ 3x the floor`, measured: times(floor), reached: floor <= 3 },
    ]
  })
}

const figures: readonly (readonly [string, (sample: Sample) => number])[] = [
  ['time', (sample) => sample.wall],
  ['CPU', (sample) => sample.cpu],
  ['memory', (sample) => sample.rss],
  ['calls', (sample) => sample.calls],
  ['connections', (sample) => sample.connections],
]

/** Every figure of a deployment in which a peer needs less than we do, in a sentence each. */
export function behind(
  cases: Readonly<Record<DeployCase, Samples>>,
  own: string = 'project-deploy',
): readonly string[] {
  return deployCases.flatMap((name) => {
    const others = Object.entries(cases[name]).filter(([tool]) => tool !== 'floor' && tool !== own)
    return compare(name, cases[name][own] ?? [], others)
  })
}

/** The same of start-up: each of our bins beside the peers that answer the same. */
export function behindAtStart(samples: Samples, all: readonly StartLine[]): readonly string[] {
  const isOurs = ({ program }: StartLine): boolean => program.startsWith('project-')
  return all.filter(isOurs).flatMap((own) => {
    const rivals = all.filter((other) => !isOurs(other) && other.what === own.what)
    const runs = rivals.map(({ title }) => [title, samples[title] ?? []] as const)
    return compare(own.title, samples[own.title] ?? [], runs)
  })
}

function compare(
  name: string,
  own: readonly Sample[],
  others: readonly (readonly [string, readonly Sample[]])[],
): readonly string[] {
  return figures.flatMap(([figure, of]) => {
    const ours = median(own.map(of))
    const better = others.filter(
      ([, runs]) => median(runs.map(of)) < ours && shown(median(runs.map(of))) !== shown(ours),
    )
    const names = better.map(([other, runs]) => `${other} (${shown(median(runs.map(of)))} against ${shown(ours)})`)
    return names.length === 0 ? [] : [`${name}, ${figure}: ${names.join(', ')}`]

    function shown(value: number): string {
      if (figure === 'memory') return `${megabytes(value)} MB`
      return figure === 'time' || figure === 'CPU' ? `${seconds(value)} s` : String(value)
    }
  })
}

/** Wall times of a program's runs. */
export function walls(
  samples: Readonly<Record<string, readonly { readonly wall: number }[]>>,
  title: string,
): readonly number[] {
  return (samples[title] ?? []).map((sample) => sample.wall)
}
