import { sha256 } from '@project-utils/run'
import type { Input } from './ledger.ts'
import type { Look } from './look.ts'
import { type Content, isFolder, namesOf } from './stamp.ts'

/** What went into a build, as it is the same on every machine: own files one by one, installed packages each as one. */
export interface SharedInput {
  /** Relative to the project's folder: a file, a folder of sources, or the folder of an installed package. */
  readonly path: string
  /** Of a package the hash over its files. */
  readonly content: Content
  /** The files of a package that went in, relative to the project's folder. */
  readonly files?: readonly string[]
}

/** Gathers the inputs of a build; undefined where one lies where no other machine has it. */
export function shareInputs(inputs: readonly Input[]): readonly SharedInput[] | undefined {
  const own: SharedInput[] = []
  const packages = new Map<string, Input[]>()
  for (const input of inputs) {
    if (/^(\/|[A-Za-z]:)/.test(input.path)) return undefined
    const name = isFolder(input.content) ? undefined : packageOf(input.path)
    const files = name === undefined ? undefined : packages.get(name)
    if (name === undefined) own.push({ path: input.path, content: input.content })
    else if (files === undefined) packages.set(name, [input])
    else files.push(input)
  }
  const installed = [...packages].map(([path, files]) => {
    const sorted = files.toSorted((one, other) => (one.path < other.path ? -1 : 1))
    return { path, content: hashFiles(sorted), files: sorted.map((file) => file.path) }
  })
  return [...own, ...installed]
}

/**
 * The first thing that is different here, in words; undefined where nothing is.
 *
 * @param onlyLinks whether of folders of installed packages only the links count, because what is built takes of them no
 *   more than it imports: machines of another kind have other packages beside those
 */
export function sharedDifference(inputs: readonly SharedInput[], look: Look, onlyLinks: boolean): string | undefined {
  for (const { path, content, files } of inputs) {
    if (files !== undefined) {
      const here = files.map((file) => ({ path: file, content: look.content(file, content) ?? '' }))
      const missing = here.find((file) => file.content === '')
      if (missing !== undefined) return `${missing.path} is not here`
      if (hashFiles(here) !== content) return `${path} is another than that machine had`
      continue
    }
    const now = look.content(path, content)
    if (now === undefined) return `${path} is not here`
    if (now === content) continue
    if (!isFolder(now) || !isFolder(content)) return `${path} is another than that machine had`
    const added = addedName(content, now, onlyLinks && isInstalledFolder(path))
    if (added !== undefined) return `${path === '.' ? added : `${path}/${added}`} was not there`
  }
  return undefined
}

/** What is missing here cannot take an import over, and is itself compared where it went in; so only more counts. */
function addedName(before: Content, now: Content, onlyLinks: boolean): string | undefined {
  const names = namesOf(before)
  return [...namesOf(now)].find(([name, target]) => names.get(name) !== target && !(onlyLinks && target === ''))?.[0]
}

/** The folder of installed packages, or of those of one scope. */
function isInstalledFolder(path: string): boolean {
  return /(^|\/)node_modules(\/@[^/]+)?$/.test(path)
}

function packageOf(path: string): string | undefined {
  return /^(.*\bnode_modules\/(?:@[^/]+\/)?[^/]+)\/./.exec(path)?.[1]
}

function hashFiles(files: readonly Pick<Input, 'path' | 'content'>[]): string {
  return sha256(files.map(({ path, content }) => `${path}\0${content}\n`).join(''))
}
