import { rmSync, statSync, writeFileSync } from 'node:fs'
import { mkdir, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { draftOf, unwritable } from '@project-utils/artifact'

/** Coarser clocks than this many milliseconds are not waited for; see `startOfTick`. */
const longest = 50

/**
 * A moment on the clock by which files are dated, in milliseconds since 1970, which goes in ticks of some milliseconds:
 * the start of a new tick. What was written before has an earlier date; what is written from now on has this or a later
 * one. On a file system with a very coarse clock the former may also have this one.
 *
 * @param folder where a file may be written for it; made where it is not there
 * @throws ProjectError `ARTIFACT_CACHE_UNWRITABLE`
 */
export async function startOfTick(folder: string): Promise<number> {
  const path = draftIn(folder)
  const look = async (): Promise<number> => {
    await writeFile(path, '')
    return (await stat(path)).ctimeMs
  }
  try {
    await mkdir(folder, { recursive: true })
    const before = await look()
    let now = await look()
    for (let waited = 0; now === before && waited < longest; waited += 1) {
      await delay(1)
      now = await look()
    }
    return now
  } catch (cause) {
    throw unwritable(folder, cause)
  } finally {
    await rm(path, { force: true }).catch(() => undefined)
  }
}

/** Now by the clock by which files are dated; undefined where no file can be written. */
export function fileTime(folder: string): number | undefined {
  const path = draftIn(folder)
  try {
    writeFileSync(path, '')
    return statSync(path).ctimeMs
  } catch {
    return undefined
  } finally {
    try {
      rmSync(path, { force: true })
    } catch {
      // What cannot be written to holds nothing to remove.
    }
  }
}

function draftIn(folder: string): string {
  return draftOf(join(folder, 'clock'))
}
