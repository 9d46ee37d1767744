import { isAbsolute, relative, sep } from 'node:path'
import { fileTime } from './file-clock.ts'
import type { Input, Places } from './ledger.ts'
import {
  type Content,
  hasEveryName,
  isFolder,
  isSameStamp,
  isSettled,
  namesOf,
  readContent,
  type Stamp,
  takeStamp,
} from './stamp.ts'

/** The disk as one run sees it: each path is looked at once and read once at most, however many builds share it. */
export interface Look {
  /** What is different from a remembered input, in words; none where nothing is. */
  differences(input: Input): readonly string[]
  /** What a path holds now, in the way of another content: read anew or known from an input whose stamp proves it. */
  content(path: string, like: Content): Content | undefined
  /** Inputs that were touched and hold what they held, with their new stamps. */
  readonly renewed: Input[]
}

/** Opens the look of one run; it must not outlive the moment, since what it saw once it does not look at again. */
export function openLook({ root, cache }: Places): Look {
  const stamps = new Map<string, Stamp | undefined>()
  const contents = new Map<string, Content | undefined>()
  const known = new Map<Input, readonly string[]>()
  const renewed: Input[] = []
  let taken: number | undefined

  const stampOf = (path: string): Stamp | undefined => {
    if (!stamps.has(path)) stamps.set(path, takeStamp(placeOf(path, root)))
    return stamps.get(path)
  }
  const content = (path: string, like: Content): Content | undefined => {
    const everyName = hasEveryName(like)
    const key = everyName ? `${path}//` : path
    if (!contents.has(key)) {
      // Before reading: what changes from now on has a later date.
      taken ??= Math.min(Date.now(), fileTime(cache) ?? 0)
      stampOf(path)
      contents.set(key, readContent(placeOf(path, root), everyName))
    }
    return contents.get(key)
  }
  const compare = (input: Input): readonly string[] => {
    const stamp = stampOf(input.path)
    if (stamp === undefined) return [`${input.path} was removed`]
    if (input.stamp !== undefined && isSameStamp(stamp, input.stamp)) {
      if (!hasEveryName(input.content)) contents.set(input.path, input.content)
      return []
    }
    const now = content(input.path, input.content)
    if (now !== input.content) return describe(input, now)
    if (isSettled(stamp, taken ?? 0)) renewed.push({ path: input.path, content: now, stamp })
    return []
  }

  return {
    renewed,
    content,
    differences(input) {
      const found = known.get(input) ?? compare(input)
      known.set(input, found)
      return found
    },
  }
}

/** The path under which something that went in is remembered. */
export function inputPath(path: string, root: string): string {
  // Nearly all lie below it, and working out the way between two paths takes longer than reading a small file.
  const name = path.startsWith(root + sep) ? path.slice(root.length + 1) : relative(root, path)
  return sep === '/' ? name || '.' : name.split(sep).join('/') || '.'
}

/** Where what is remembered under a path lies. */
function placeOf(path: string, root: string): string {
  return isAbsolute(path) ? path : `${root}/${path}`
}

function describe({ path, content }: Input, now: Content | undefined): readonly string[] {
  if (now === undefined) return [`${path} cannot be read`]
  if (!isFolder(content) || !isFolder(now)) return [`${path} changed`]
  const [before, after] = [namesOf(content), namesOf(now)]
  const at = (name: string): string => (path === '.' ? name : `${path}/${name}`)
  const added = [...after.keys()].filter((name) => !before.has(name)).map((name) => `${at(name)} was added`)
  const removed = [...before.keys()].filter((name) => !after.has(name)).map((name) => `${at(name)} was removed`)
  const moved = [...after].filter(([name, target]) => before.has(name) && before.get(name) !== target)
  return [...added, ...removed, ...moved.map(([name]) => `${at(name)} leads elsewhere`)]
}
