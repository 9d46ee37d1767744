/** What building is to reach, beside peers and floors of the same rounds. */
import { type Verdict, walls } from '../goals.ts'
import { bareNode } from '../start-up.ts'
import { median, paired } from '../statistics.ts'
import { difference, megabytes, seconds, times } from '../table.ts'
import type { Build, Outcome } from './contest.ts'
import { own } from './contests.ts'
import type { BuildFigures } from './measure.ts'

const noPeers = new Set([own, 'floor', bareNode, 'read and store', 'uv pip install'])
const rss = (build: Build): number => build.rss
const bytes = (build: Build): number => build.bytes

/** The goals of the contests that were measured. */
export function buildGoals(figures: BuildFigures): readonly Verdict[] {
  const { cold, unchanged, python, zip, 'zip-heavy': heavy, 'zip-large': large } = figures
  return [
    ...(cold === undefined ? [] : [fasterThanAll('cold build of 3 functions', cold, 2.5)]),
    ...(unchanged === undefined
      ? []
      : [
          fasterThanAll('unchanged build of 20 functions', unchanged, 10),
          within('unchanged build of 20 functions', unchanged, bareNode, 0.15),
        ]),
    ...(python === undefined
      ? []
      : [
          within('Python dependencies', python, 'uv pip install', 0.5),
          fasterThan('Python dependencies', python, 'sam build', 4),
        ]),
    ...(zip === undefined ? [] : zipGoals(zip)),
    ...(zip === undefined || heavy === undefined ? [] : [flatMemory(titles['zip-heavy'] ?? '', zip, heavy)]),
    ...(zip === undefined || large === undefined ? [] : [flatMemory(titles['zip-large'] ?? '', zip, large)]),
  ].filter((verdict) => verdict !== undefined)
}

function fasterThanAll(what: string, outcome: Outcome, least: number): Verdict | undefined {
  const peers = Object.keys(outcome.builds).filter((name) => !noPeers.has(name))
  const fastest = peers.toSorted((a, b) => median(walls(outcome.builds, a)) - median(walls(outcome.builds, b)))[0]
  return fastest === undefined ? undefined : fasterThan(what, outcome, fastest, least, 'the fastest peer, ')
}

function fasterThan(what: string, { builds }: Outcome, peer: string, least: number, is = ''): Verdict | undefined {
  const ratio = paired(walls(builds, peer), walls(builds, own), (a, b) => a / b)
  if (Number.isNaN(ratio)) return undefined
  return { goal: `${what}: ${least}x faster than ${is}${peer}`, measured: times(ratio), reached: ratio >= least }
}

function within(what: string, { builds }: Outcome, base: string, most: number): Verdict | undefined {
  const more = paired(walls(builds, own), walls(builds, base), (a, b) => a - b)
  if (Number.isNaN(more)) return undefined
  return { goal: `${what}: ${base} + ${most * 1000} ms`, measured: `${difference(more)} ms`, reached: more <= most }
}

function zipGoals(zip: Outcome): readonly (Verdict | undefined)[] {
  const { [own]: ours = [], archiver = [], 'zip -6': infoZip = [] } = zip.builds
  const size = median(ours.map(bytes))
  const other = median(archiver.map(bytes))
  const ratio = paired(walls(zip.builds, own), walls(zip.builds, 'zip -6'), (a, b) => a / b)
  return [
    fasterThan('zip of 30 MB', zip, 'archiver', 4),
    archiver.length === 0 || ours.length === 0
      ? undefined
      : {
          goal: 'zip of 30 MB: no larger than that of archiver',
          measured: `${(size / 1e6).toFixed(2)} MB against ${(other / 1e6).toFixed(2)} MB`,
          reached: size <= other,
        },
    infoZip.length === 0 || ours.length === 0
      ? undefined
      : { goal: 'zip of 30 MB: ≤ 1.5x the time of Info-ZIP', measured: `${ratio.toFixed(2)}x`, reached: ratio <= 1.5 },
  ]
}

/** Ten times the tree must not need ten times the memory. */
function flatMemory(what: string, zip: Outcome, large: Outcome): Verdict | undefined {
  const [small, great] = [zip, large].map(({ builds }) => median((builds[own] ?? []).map(rss)))
  if (small === undefined || great === undefined || Number.isNaN(small + great)) return undefined
  return {
    goal: `${what}: ≤ 1.5x the memory of 30 MB`,
    measured: `${megabytes(great)} MB against ${megabytes(small)} MB`,
    reached: great <= small * 1.5,
  }
}

/** Every figure of a contest in which a peer needs less than we do. */
export function behindAtBuild(figures: BuildFigures): readonly string[] {
  return Object.entries(figures).flatMap(([name, { builds }]) => {
    const { [own]: ours = [], ...others } = builds
    const compared: readonly (readonly [string, (build: Build) => number, (value: number) => string])[] = [
      ['time', (build) => build.wall, (value) => `${seconds(value)} s`],
      ['CPU', (build) => build.cpu, (value) => `${seconds(value)} s`],
      ['memory', rss, (value) => `${megabytes(value)} MB`],
      ...(name.startsWith('zip') ? [['size', bytes, (value: number) => `${megabytes(value)} MB`] as const] : []),
    ]
    return compared.flatMap(([figure, of, show]) => {
      const mine = median(ours.map(of))
      const better = Object.entries(others)
        .filter(([peer]) => !noPeers.has(peer))
        .map(([peer, runs]) => [peer, median(runs.map(of))] as const)
        .filter(([, value]) => value < mine && show(value) !== show(mine))
      const names = better.map(([peer, value]) => `${peer} (${show(value)} against ${show(mine)})`)
      return names.length === 0 ? [] : [`${titles[name] ?? name}, ${figure}: ${names.join(', ')}`]
    })
  })
}

const titles: Readonly<Record<string, string>> = {
  cold: 'cold build',
  unchanged: 'unchanged build',
  python: 'Python dependencies',
  zip: 'zip of 30 MB',
  'zip-heavy': 'zip of 300 MB in 7,000 files',
  'zip-large': 'zip of 300 MB in 60,000 files',
}
