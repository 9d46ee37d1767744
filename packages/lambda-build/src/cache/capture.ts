import { lstatSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { type Input, ledgerPath, type Places, readLedger } from './ledger.ts'
import { inputPath } from './look.ts'
import { type Content, isFolder, isSameStamp, isSettled, readContent, type Stamp, takeStamp } from './stamp.ts'

/** So far ahead of the clock, in milliseconds, is no file that was written just now: the clock was set back since. */
const day = 86_400_000

/** Takes down what went into the builds of one run, each path once. */
export type Capture = (paths: readonly string[]) => readonly Input[] | undefined

/**
 * Opens the taking down of inputs after they were read. It gives undefined where something that went in was changed after
 * the build had begun, so that nobody knows what was read.
 *
 * @param began when sources began to be read, by the clock of the file system (`startOfTick`)
 */
export function openCapture(places: Places, began: number): Capture {
  const remembered = new Map<string, Input>()
  for (const { inputs } of readLedger(ledgerPath(places)).builds)
    for (const input of inputs) if (input.stamp !== undefined) remembered.set(input.path, input)
  const taken = new Map<string, Input | undefined>()
  const take = (path: string): Input | undefined => {
    const name = inputPath(path, places.root)
    const before = remembered.get(name)
    const now = before === undefined ? undefined : takeStamp(path)
    if (before?.stamp !== undefined && now !== undefined && isSameStamp(before.stamp, now) && isOlder(now, began))
      return before
    const content = readContent(resolve(path))
    // After reading: an old date then proves that what was read is what had been there from the beginning.
    const stamp = takeStamp(path)
    if (content === undefined || stamp === undefined) return undefined
    if (!isOlder(stamp, began))
      return isFolder(content) ? { path: name, content: namesBefore(path, content, began) } : undefined
    return { path: name, content, ...(isSettled(stamp, began) ? { stamp } : {}) }
  }
  return (paths) => {
    const inputs: Input[] = []
    for (const path of paths) {
      if (!taken.has(path)) taken.set(path, take(path))
      const input = taken.get(path)
      if (input === undefined) return undefined
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
  return `/${content
    .slice(1)
    .split('/')
    .filter((entry) => isThere(entry.split('\0')[0] ?? ''))
    .join('/')}`
}

function isOlder({ changed }: Stamp, began: number): boolean {
  return changed < began || changed > began + day
}
