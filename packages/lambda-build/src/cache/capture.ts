import { lstatSync } from 'node:fs'
import { join } from 'node:path'
import { type Input, ledgerPath, type Places, readLedger } from './ledger.ts'
import { inputPath } from './look.ts'
import {
  type Content,
  hasEveryName,
  isFolder,
  isSameStamp,
  isSettled,
  readContent,
  type Stamp,
  takeStamp,
} from './stamp.ts'

/** So far ahead of the clock, in milliseconds, is no file that was written just now: the clock was set back since. */
const day = 86_400_000

/**
 * Takes down what went into the builds of one run, each path once.
 *
 * @param everyName as for `readContent`
 * @param read hashes of files that were read since the build had begun, by absolute path; they are not read again
 */
export type Capture = (
  paths: readonly string[],
  everyName: boolean,
  read?: ReadonlyMap<string, string>,
) => readonly Input[] | undefined

/**
 * Opens the taking down of inputs after they were read. It gives undefined where something that went in was changed after
 * the build had begun, so that nobody knows what was read.
 *
 * @param began when sources began to be read, by the clock of the file system (`startOfTick`)
 */
export function openCapture(places: Places, began: number): Capture {
  const remembered = new Map<string, Input>()
  for (const { inputs } of readLedger(ledgerPath(places)).builds)
    for (const input of inputs)
      if (input.stamp !== undefined) remembered.set(keyOf(input.path, hasEveryName(input.content)), input)
  const taken = new Map<string, Input>()
  const take = (path: string, everyName: boolean, read?: ReadonlyMap<string, string>): Input | undefined => {
    const name = inputPath(path, places.root)
    const before = remembered.get(keyOf(name, everyName)) ?? fileAt(remembered.get(keyOf(name, !everyName)))
    const now = before === undefined ? undefined : takeStamp(path)
    if (before?.stamp !== undefined && now !== undefined && isSameStamp(before.stamp, now) && isOlder(now, began))
      return before
    const content = read?.get(path) ?? readContent(path, everyName)
    // After reading: an old date then proves that what was read is what had been there from the beginning.
    const stamp = takeStamp(path)
    if (content === undefined || stamp === undefined) return undefined
    if (!isOlder(stamp, began))
      return isFolder(content) ? { path: name, content: namesBefore(path, content, began) } : undefined
    return { path: name, content, ...(isSettled(stamp, began) ? { stamp } : {}) }
  }
  return (paths, everyName, read) => {
    const inputs: Input[] = []
    for (const path of paths) {
      const key = keyOf(path, everyName)
      const input = taken.get(key) ?? fileAt(taken.get(keyOf(path, !everyName))) ?? take(path, everyName, read)
      if (input === undefined) return undefined
      taken.set(key, input)
      inputs.push(input)
    }
    return inputs
  }
}

/**
 * A folder without the names that came while it was built: they are then told as added, which builds again. A name that
 * went was either not used, or is missed as an input of its own.
 */
function namesBefore(folder: string, content: Content, began: number): Content {
  const isThere = (name: string): boolean => {
    const stat = lstatSync(join(folder, name), { throwIfNoEntry: false })
    return stat !== undefined && stat.ctimeMs < began
  }
  const names = content.split('/').filter((entry) => entry !== '' && isThere(entry.split('\0')[0] ?? ''))
  return `${hasEveryName(content) ? '//' : '/'}${names.join('/')}`
}

function keyOf(path: string, everyName: boolean): string {
  return everyName ? `${path}//` : path
}

/** A file is the same whichever names of folders count. */
function fileAt(input: Input | undefined): Input | undefined {
  return input === undefined || isFolder(input.content) ? undefined : input
}

function isOlder({ changed }: Stamp, began: number): boolean {
  return changed < began || changed > began + day
}
