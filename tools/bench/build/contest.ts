/** Builds of one thing by several tools: whole processes, paired and interleaved. */
import { globSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { tail } from '../deploy.ts'
import type { Launcher, Usage } from '../launcher.ts'

/** One tool's way to build it. */
export interface Contestant {
  readonly name: string
  readonly argv: readonly string[]
  /** The folder it runs in. */
  readonly folder: string
  readonly environment: Readonly<Record<string, string>>
  /** What a run leaves in its folder, removed before each run of a contest that starts cold. */
  readonly leftovers: readonly string[]
  /** What must lie in the folder after a run: a pattern, and how many files match. */
  readonly product?: { readonly pattern: string; readonly count: number }
  /** For what takes long: measured in so many rounds, and not warmed up. */
  readonly rounds?: number
}

/** Tools that build the same. */
export interface Contest {
  readonly name: string
  readonly contestants: readonly Contestant[]
  /** Whether every run finds nothing of the one before. Otherwise the first round builds, and is not counted. */
  readonly cold: boolean
  readonly rounds: number
}

/** One measured build. */
export interface Build extends Usage {
  /** Of all products together. */
  readonly bytes: number
}

/** What a contest came to, by tool, and why a tool left it. */
export interface Outcome {
  readonly rounds: number
  readonly builds: Readonly<Record<string, readonly Build[]>>
  readonly failed: Readonly<Record<string, string>>
}

/** How to measure a contest. */
export interface ContestOptions {
  readonly launcher: Launcher
  tell(text: string): void
}

/** Builds round after round; the first warms up. A tool that fails or makes nothing is named and left out. */
export async function measureContest(contest: Contest, { launcher, tell }: ContestOptions): Promise<Outcome> {
  const logs = mkdtempSync(join(tmpdir(), 'project-utils-bench-'))
  const builds: Record<string, Build[]> = {}
  const failed: Record<string, string> = {}
  try {
    for (let round = 0; round <= contest.rounds; round++) {
      for (const contestant of contest.contestants) {
        const { name, rounds } = contestant
        if (failed[name] !== undefined || (rounds !== undefined && (round === 0 || round > rounds))) continue
        try {
          const build = await runOnce(contestant)
          if (round > 0) builds[name] = [...(builds[name] ?? []), build]
        } catch (error) {
          const why = error instanceof Error ? error.message : String(error)
          failed[name] = why.replaceAll(dirname(contestant.folder), '…')
          tell(`${name} failed: ${failed[name]}`)
        }
      }
      tell(`${contest.name}: ${round === 0 ? 'warmed up' : `round ${round} of ${contest.rounds}`}`)
    }
  } finally {
    rmSync(logs, { recursive: true, force: true })
  }
  return { rounds: contest.rounds, builds, failed }

  async function runOnce({ name, argv, folder, environment, leftovers, product }: Contestant): Promise<Build> {
    if (contest.cold) {
      for (const path of leftovers) rmSync(join(folder, path), { recursive: true, force: true })
    }
    const log = join(logs, `${name.replaceAll(/\W+/g, '-')}.log`)
    const usage = await launcher.run({ argv, cwd: folder, env: environment, log, timeout: 600 })
    if (usage.code !== 0) throw new Error(`exit code ${usage.code}: ${tail(log)}`)
    const made = product === undefined ? [] : globSync(product.pattern, { cwd: folder })
    if (made.length !== (product?.count ?? 0)) {
      throw new Error(`${made.length} files are ${product?.pattern}, not ${product?.count}: ${tail(log)}`)
    }
    return { ...usage, bytes: made.reduce((sum, path) => sum + statSync(join(folder, path)).size, 0) }
  }
}
