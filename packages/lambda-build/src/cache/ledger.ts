import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeWhole } from '@project-utils/artifact'
import type { CodeSha256, Finding, Manifest } from '@project-utils/contract'
import { hashJson, sha256 } from '@project-utils/run'
import type { Settings } from '../build/job.ts'
import type { Content, Stamp } from './stamp.ts'

/** The project's folder and the cache's. */
export interface Places {
  readonly root: string
  readonly cache: string
}

/** One file or folder that went into a build. */
export interface Input {
  /** Relative to the project's folder. */
  readonly path: string
  readonly content: Content
  /** Present where the same stamp again proves the same content. */
  readonly stamp?: Stamp
}

/** What is remembered of a build, so that the next run can tell whether it would come out the same. */
export interface Build {
  /** Logical id. */
  readonly id: string
  readonly settings: Settings
  /** When it was built, milliseconds since 1970. */
  readonly built: number
  readonly inputs: readonly Input[]
  readonly manifest: Manifest
  readonly codeSha256: CodeSha256
  readonly bytes: number
  /** Of the zip, where it proves the zip's bytes. */
  readonly zip?: Stamp
  /** What the build had to say; said again when it is reused. */
  readonly findings: readonly Finding[]
  /** The places where other machines were offered it. */
  readonly offered?: readonly string[]
}

/** All builds remembered of a project, the newest first, and why there may be none. */
export interface Ledger {
  readonly builds: readonly Build[]
  readonly why: string
  /** Whether another version of the tool wrote it. */
  readonly isForeign: boolean
}

const version = 2
/** So many settings of one function are remembered at once, such as those of two environments. */
const alternatives = 3

/** Builds share most of what went in, so they lie in one file: each file once, builds naming it by number. */
interface Kept {
  readonly paths: readonly string[]
  readonly contents: readonly Content[]
  /** Four numbers each; a size of -1 where there is no stamp. */
  readonly stamps: readonly number[]
  readonly builds: readonly (Omit<Build, 'inputs'> & { readonly inputs: readonly number[] })[]
}

/** Where the builds of a project's folder are remembered. */
export function ledgerPath({ root, cache }: Places): string {
  return join(cache, 'builds', `${sha256(root).slice(0, 32)}.json`)
}

/** Reads what is remembered; nothing, with the reason, where it is absent, damaged or of another version of the tool. */
export function readLedger(path: string): Ledger {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    const isAbsent = error instanceof Error && 'code' in error && error.code === 'ENOENT'
    return nothing(isAbsent ? 'first build' : 'its record could not be read')
  }
  const [, head, of, body = ''] = /^(\d+) ([0-9a-f]{64})\n([\s\S]*)$/.exec(text) ?? []
  if (head !== undefined && Number(head) !== version)
    return { ...nothing('its record is of another version of project-lambda'), isForeign: true }
  if (head === undefined || sha256(body) !== of) return nothing('its record was damaged')
  return { ...nothing('first build'), builds: decode(JSON.parse(body)) }
}

function nothing(why: string): Ledger {
  return { builds: [], why, isForeign: false }
}

/**
 * Remembers builds in place of earlier ones of the same settings, beside what other runs remembered meanwhile. Of two
 * runs at the same moment one may be forgotten, and builds again.
 *
 * @param renewed inputs whose stamps are to replace those of the same path and content
 * @throws ProjectError `ARTIFACT_CACHE_UNWRITABLE`
 */
export async function keepBuilds(
  builds: readonly Build[],
  places: Places,
  renewed: readonly Input[] = [],
): Promise<void> {
  const path = ledgerPath(places)
  const fresh = new Map(renewed.map((input) => [keyOf(input), input]))
  const before = readLedger(path).builds.map((build) => ({
    ...build,
    inputs: build.inputs.map((input) => fresh.get(keyOf(input)) ?? input),
  }))
  const body = JSON.stringify(encode(newest([...builds, ...before])))
  await writeWhole(path, `${version} ${sha256(body)}\n${body}`)
}

function newest(builds: readonly Build[]): readonly Build[] {
  const known = new Map<string, Set<string>>()
  return builds.filter(({ id, settings }) => {
    const of = known.get(id) ?? new Set()
    const key = hashJson(settings)
    if (of.has(key) || of.size === alternatives) return false
    known.set(id, of.add(key))
    return true
  })
}

function keyOf({ path, content }: Input): string {
  return `${path}\0${content}`
}

function encode(builds: readonly Build[]): Kept {
  const rows = new Map<string, number>()
  const seen = new Map<Input, number>()
  const paths: string[] = []
  const contents: Content[] = []
  const stamps: number[] = []
  const place = (input: Input): number => {
    const key = keyOf(input)
    const row = rows.get(key) ?? paths.length
    if (row === paths.length) {
      const { size, modified, changed, inode } = input.stamp ?? { size: -1, modified: 0, changed: 0, inode: 0 }
      rows.set(key, row)
      paths.push(input.path)
      contents.push(input.content)
      stamps.push(size, modified, changed, inode)
    }
    seen.set(input, row)
    return row
  }
  const kept = builds.map((build) => ({
    ...build,
    inputs: build.inputs.map((input) => seen.get(input) ?? place(input)),
  }))
  return { paths, contents, stamps, builds: kept }
}

function decode({ paths, contents, stamps, builds }: Kept): readonly Build[] {
  const rows = paths.map((path, row): Input => {
    const number = (at: number): number => stamps[4 * row + at] ?? 0
    const [content, size] = [contents[row] ?? '', number(0)]
    if (size < 0) return { path, content }
    return { path, content, stamp: { size, modified: number(1), changed: number(2), inode: number(3) } }
  })
  return builds.map((build) => ({
    ...build,
    inputs: build.inputs.map((row) => rows[row]).filter((input) => input !== undefined),
  }))
}
