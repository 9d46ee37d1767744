/** All that is measured of building. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ContestOptions, measureContest, type Outcome } from './contest.ts'
import { contests } from './contests.ts'
import type { BuildPeers } from './peers.ts'

/** What the contests came to, by name. */
export type BuildFigures = Readonly<Record<string, Outcome>>

/** Runs one contest after the other, or those that are named. */
export async function measureBuilds(
  peers: BuildPeers,
  options: ContestOptions & { readonly rounds?: number | undefined; readonly only?: readonly string[] | undefined },
): Promise<BuildFigures> {
  const folder = mkdtempSync(join(tmpdir(), 'project-utils-bench-'))
  const outcomes: Record<string, Outcome> = {}
  try {
    for (const [name, prepare] of Object.entries(contests(peers, folder, options.rounds))) {
      if (options.only?.includes(name) === false) continue
      outcomes[name] = await measureContest(prepare(), options)
      rmSync(join(folder, name), { recursive: true, force: true })
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  return outcomes
}
