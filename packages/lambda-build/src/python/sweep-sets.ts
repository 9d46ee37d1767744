import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'

const hour = 3_600_000
/** A set that no build asked for in so long is not kept. */
const setAge = 30 * 24 * hour

/**
 * Removes sets of packages that nobody asked for in 30 days, and drafts that a killed run left an hour ago or earlier. A
 * set is asked for when its list of files is dated anew. What cannot be removed stays.
 *
 * @param now milliseconds since 1970
 */
export async function sweepSets(folder: string, now: number): Promise<void> {
  const names = await readdir(folder).catch(() => [])
  for (const name of names) {
    const isDraft = /\.(tmp|old)$/.test(name)
    const path = join(folder, name)
    const dated = await stat(isDraft ? path : join(path, 'installed.json')).catch(() => undefined)
    if (dated === undefined || now - dated.mtimeMs < (isDraft ? hour : setAge)) continue
    await rm(path, { recursive: true, force: true }).catch(() => undefined)
  }
}
