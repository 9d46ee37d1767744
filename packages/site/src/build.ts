import { realpath, stat } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { type Context, type Finding, ProjectError } from '@project-utils/contract'
import { hashJson, runCommand } from '@project-utils/run'
import { type BuildRecord, readRecord, recordPath, removeRecord, writeRecord } from './build-record.ts'
import { configKey } from './config-json.ts'
import { type HashedFiles, hashFiles } from './file-hash.ts'
import { explainFileSystem } from './file-system-error.ts'
import { listInputs } from './input-files.ts'
import type { SiteManifest } from './manifest.ts'
import { declaredOutput, findOutput, usualOutputs } from './output-folder.ts'
import { type OutputManifest, readManifest } from './read-manifest.ts'
import type { SiteSource } from './site-source.ts'
import { asStep, type Progress } from './step-notice.ts'

/** What a site is built from. */
export interface SiteBuildInput {
  readonly site: SiteSource
  /** The project's root folder, absolute. */
  readonly root: string
  /** Folder for what is remembered between runs; may be emptied at any time. */
  readonly cache: string
  /** Build values, the same in every environment. */
  readonly environment: Readonly<Record<string, string>>
  /** The rest of the build command's environment, such as `PATH`. */
  readonly childEnvironment: Readonly<Record<string, string>>
  /** Further files and folders, absolute, that the build depends on, such as the outputs of hooks. */
  readonly inputs?: readonly string[]
  /** Milliseconds for the build command. Default: 15 minutes. */
  readonly timeLimit?: number
  /** Step of the event stream that the build is part of. */
  readonly parent?: string
}

/** A site ready to be published. */
export interface SiteBuild {
  /** The folder to publish, absolute. */
  readonly directory: string
  readonly manifest: SiteManifest
  /** Whether an earlier build was still right, so that the command was not run. */
  readonly reused: boolean
  /** The reason for running the command, or for not running it. */
  readonly why: string
  readonly findings: readonly Finding[]
}

/**
 * Builds a site and lists what is to be published. The command runs only if something it depends on has changed since
 * the last build (files by content, lock file, command, build values, Node) or its output is no longer what it left.
 *
 * @throws ProjectError `SITE_DIRECTORY_MISSING`, `SITE_BUILD_FAILED`, `SITE_BUILD_TIMED_OUT`, `SITE_NO_OUTPUT`,
 * `SITE_OUTPUT_UNKNOWN`, `SITE_FILE_REFUSED`, `SITE_LINK_OUTSIDE`, `SITE_KEY_COLLISION`, `SITE_NAME_UNUSABLE`,
 * `SITE_FILE_INACCESSIBLE`
 */
export async function buildSite(input: SiteBuildInput, context: Context): Promise<SiteBuild> {
  await assertDirectory(input.site)
  const parent = input.parent === undefined ? {} : { parent: input.parent }
  return asStep({ id: 'site.build', title: 'Build the site', ...parent }, context, async (progress) => {
    const { hashed, ...build } = await buildOrReuse(input, context, progress).catch((error: unknown) => {
      throw explainFileSystem(error)
    })
    const bytes = build.manifest.files.reduce((sum, file) => sum + file.size, 0)
    const { directory, reused, why, manifest } = build
    const data = { directory, files: manifest.files.length, bytes, hashed, reused, why }
    context.emit({ type: 'fact', name: 'site.build', data })
    for (const finding of build.findings) context.emit({ type: 'finding', finding })
    return build
  })
}

type CountedBuild = SiteBuild & { readonly hashed: number }

async function buildOrReuse(input: SiteBuildInput, context: Context, progress: Progress): Promise<CountedBuild> {
  const { site } = input
  const reserved = Object.keys(site.config ?? {}).length > 0 ? [configKey] : []
  const { signal } = context
  const declared = await declaredOutput(site)
  if (site.build === undefined) {
    const { manifest, findings, contents } = await readManifest(declared ?? site.directory, { reserved, signal })
    const why = 'the site has no build command'
    return { directory: declared ?? site.directory, manifest, findings, reused: false, why, hashed: contents.hashed }
  }
  const path = recordPath(input.cache, site.directory)
  const record = await readRecord(path)
  const outputs = declared ?? record?.output
  const files = await listInputs({
    directory: site.directory,
    exclude: [input.cache, ...(outputs === undefined ? usualOutputs(site) : [outputs])],
    include: input.inputs ?? [],
    environment: input.childEnvironment,
  })
  const inputs = await hashFiles(files, record?.inputs ?? {}, signal)
  const now = { command: site.build, values: hashJson(input.environment), node: await nodeOf(input), inputs }
  const changed = whyBuild(record, declared, now)
  if (record !== undefined && changed === undefined) {
    const left = await readManifest(record.output, { known: record.files, reserved, signal }).catch(() => undefined)
    if (left !== undefined && isSame(record.files, left.contents.known)) {
      if (inputs.hashed + left.contents.hashed > 0) await keep(path, now, record.output, left)
      const why = 'nothing it depends on has changed'
      return {
        directory: record.output,
        manifest: left.manifest,
        findings: left.findings,
        reused: true,
        why,
        hashed: inputs.hashed + left.contents.hashed,
      }
    }
  }
  const why = changed ?? 'its output is no longer what the last build left'
  progress({ note: why })
  await removeRecord(path)
  const begun = Date.now()
  await runBuild(site.build, input, context, progress)
  const directory = declared ?? (await findOutput(site, begun))
  const built = await readManifest(directory, { known: record?.files ?? {}, reserved, signal })
  await keep(path, now, directory, built)
  const hashed = inputs.hashed + built.contents.hashed
  return { directory, manifest: built.manifest, findings: built.findings, reused: false, why, hashed }
}

interface Now {
  readonly command: string
  readonly values: string
  readonly node: string
  readonly inputs: HashedFiles
}

async function keep(path: string, now: Now, output: string, left: OutputManifest): Promise<void> {
  await writeRecord(path, { v: 1, ...now, inputs: now.inputs.known, output, files: left.contents.known })
}

function whyBuild(record: BuildRecord | undefined, declared: string | undefined, now: Now): string | undefined {
  if (record === undefined) return 'no earlier build is remembered'
  if (record.command !== now.command) return 'its command has changed'
  if (record.values !== now.values) return 'its build values have changed'
  if (record.node !== now.node) return 'another Node runs it'
  if (declared !== undefined && declared !== record.output) return 'it writes to another folder'
  const [first, ...others] = differences(record.inputs, now.inputs.known)
  if (first === undefined) return undefined
  return `${first.split('\n')[0]}${others.length > 0 ? ` and ${others.length} more` : ''} changed`
}

type Known = HashedFiles['known']

function differences(before: Known, after: Known): readonly string[] {
  const keys = new Set([...Object.keys(before), ...Object.keys(after)])
  return [...keys].filter((key) => before[key]?.sha256 !== after[key]?.sha256).sort()
}

function isSame(before: Known, after: Known): boolean {
  return differences(before, after).length === 0
}

/** What tells one Node from another without starting it: the version of ours, or the place and time of a foreign one. */
async function nodeOf(input: SiteBuildInput): Promise<string> {
  const folders = (input.childEnvironment['PATH'] ?? input.childEnvironment['Path'] ?? '').split(delimiter)
  for (const folder of folders) {
    const path = await realpath(join(folder, process.platform === 'win32' ? 'node.exe' : 'node')).catch(() => undefined)
    if (path === undefined) continue
    if (path === (await realpath(process.execPath))) return process.version
    const { size, mtimeMs } = await stat(path)
    return `${path} ${size} ${mtimeMs}`
  }
  return 'none'
}

async function runBuild(line: string, input: SiteBuildInput, context: Context, progress: Progress): Promise<void> {
  const { site, timeLimit = 15 * 60_000 } = input
  const note = latestOnly((text) => progress({ note: text }))
  const end = await runCommand({
    line,
    cwd: site.directory,
    environment: { ...input.childEnvironment, ...input.environment },
    timeLimit,
    signal: context.signal,
    onLine: note.say,
  }).finally(note.flush)
  if (end.code === 0 && !end.timedOut) return
  const how = end.code === null ? `was ended by ${end.signal}` : `ended with exit code ${end.code}`
  const code = end.timedOut ? 'SITE_BUILD_TIMED_OUT' : 'SITE_BUILD_FAILED'
  const what = end.timedOut ? `ran longer than ${Math.round(timeLimit / 1000)} s` : how
  const output = end.lastLines.length > 0 ? `\n${end.lastLines.join('\n')}` : ''
  throw new ProjectError(code, `the site's build command "${line}" ${what}${output}`, {
    hint: `cd ${site.directory} && ${line}`,
    ...(site.where === undefined ? {} : { where: site.where }),
  })
}

/** Passes on at most ten texts a second, and always the last one. */
function latestOnly(tell: (text: string) => void): { say(text: string): void; flush(): void } {
  let timer: NodeJS.Timeout | undefined
  let waiting: string | undefined
  const flush = (): void => {
    clearTimeout(timer)
    timer = undefined
    if (waiting !== undefined) tell(waiting)
    waiting = undefined
  }
  return {
    say: (text) => {
      waiting = text
      timer ??= setTimeout(flush, 100)
    },
    flush,
  }
}

async function assertDirectory(site: SiteSource): Promise<void> {
  const found = await stat(site.directory).catch(() => undefined)
  if (found?.isDirectory() === true) return
  throw new ProjectError('SITE_DIRECTORY_MISSING', `the site's folder ${site.directory} is not there`, {
    hint: "correct the site's `directory`",
    ...(site.where === undefined ? {} : { where: site.where }),
  })
}
