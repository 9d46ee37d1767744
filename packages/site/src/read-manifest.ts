import { open, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Finding, ProjectError } from '@project-utils/contract'
import { classify } from './classify.ts'
import { extensionOf, looksLikeHtml, mediaType } from './content-type.ts'
import { type FoundFile, type HashedFiles, hashFiles, type KnownFile } from './file-hash.ts'
import { isMissing } from './file-system-error.ts'
import type { SiteFile, SiteManifest } from './manifest.ts'
import { manifestOf } from './manifest-text.ts'
import { listOutput, type OutputFiles } from './output-files.ts'

/** A folder read for publishing. */
export interface OutputManifest {
  readonly manifest: SiteManifest
  readonly findings: readonly Finding[]
  readonly contents: HashedFiles
}

interface ReadOptions {
  /** Contents known from an earlier run, by key. */
  readonly known?: Readonly<Record<string, KnownFile>>
  /** Keys that others write, such as `config.json`: a file of that name is left out. */
  readonly reserved?: readonly string[]
  readonly signal: AbortSignal
}

/**
 * Lists and hashes a folder for publishing, with the headers of each file.
 *
 * @throws ProjectError `SITE_NO_OUTPUT`, or one that lists all that forbids publishing: `SITE_FILE_REFUSED`,
 * `SITE_LINK_OUTSIDE`, `SITE_KEY_COLLISION`, `SITE_NAME_UNUSABLE`
 */
export async function readManifest(directory: string, options: ReadOptions): Promise<OutputManifest> {
  const output = await listOutput(directory).catch((cause: unknown) => {
    throw isMissing(cause) ? noOutput(directory, 'is not there', cause) : cause
  })
  refuseProblems(directory, output)
  const reserved = new Set(options.reserved)
  const files = output.files.filter((file) => !reserved.has(file.key))
  if (files.length === 0) throw noOutput(directory, 'holds nothing to publish')
  const contents = await hashFiles(files, options.known ?? {}, options.signal)
  const listed = await listedAssets(directory)
  const findings = [...leftOutFindings(directory, output), ...reservedFindings(output, reserved)]
  const siteFiles: SiteFile[] = []
  for (const file of files) {
    const contentType = mediaType(file.key) ?? (await guessType(file))
    if (contentType === undefined) findings.push(unknownType(file))
    const type = contentType ?? 'application/octet-stream'
    const sha256 = contents.known[file.key]?.sha256 ?? ''
    siteFiles.push({ key: file.key, size: file.size, sha256, contentType: type, ...classify(file.key, type, listed) })
  }
  return { manifest: manifestOf(siteFiles), findings, contents }
}

function noOutput(directory: string, reason: string, cause?: unknown): ProjectError {
  return new ProjectError('SITE_NO_OUTPUT', `the folder to publish, ${directory}, ${reason}`, {
    hint: "name the folder that the build writes to as the site's `output`, or add the `build` command that makes it",
    where: { file: directory },
    cause,
  })
}

function refuseProblems(directory: string, output: OutputFiles): void {
  const [first] = output.problems
  if (first === undefined) return
  const others = output.problems.length > 1 ? `, and ${output.problems.length - 1} more` : ''
  throw new ProjectError(first.code, `${directory} cannot be published: ${first.message}${others}`, {
    hint: "remove it from the folder, or publish a folder that holds only the site (the site's `output`)",
    problems: output.problems,
  })
}

/** The keys that Vite's own manifest names; other tools' manifests are told by the names themselves. */
async function listedAssets(directory: string): Promise<ReadonlySet<string>> {
  const text = await readFile(join(directory, '.vite', 'manifest.json'), 'utf8').catch(() => undefined)
  if (text === undefined) return new Set()
  try {
    const chunks: readonly unknown[] = Object.values(JSON.parse(text) ?? {})
    return new Set(chunks.flatMap(keysOfChunk))
  } catch {
    return new Set()
  }
}

function keysOfChunk(chunk: unknown): readonly string[] {
  if (typeof chunk !== 'object' || chunk === null) return []
  const { file, css, assets } = chunk as { readonly file?: unknown; readonly css?: unknown; readonly assets?: unknown }
  return [file, ...(Array.isArray(css) ? css : []), ...(Array.isArray(assets) ? assets : [])].filter(
    (key): key is string => typeof key === 'string',
  )
}

async function guessType(file: FoundFile): Promise<string | undefined> {
  if (extensionOf(file.key) !== undefined) return undefined
  const handle = await open(file.path)
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(256), 0, 256, 0)
    return looksLikeHtml(buffer.subarray(0, bytesRead)) ? 'text/html; charset=utf-8' : undefined
  } finally {
    await handle.close()
  }
}

function unknownType(file: FoundFile): Finding {
  return {
    rule: 'site/unknown-type',
    category: 'site',
    severity: 'warning',
    message: `${file.key} is published as application/octet-stream: its type is not known`,
    where: { file: file.path },
    fix: 'give the file a usual extension, or leave it out of the build',
  }
}

/** Vite's manifest is read and never meant to be published, so leaving it out tells nobody anything. */
function leftOutFindings(directory: string, output: OutputFiles): Finding[] {
  const leftOut = output.leftOut.filter((file) => file.key !== '.vite')
  const reasons = [...new Set(leftOut.map((file) => file.why))]
  return reasons.map((why) => {
    const [first, ...others] = leftOut.filter((file) => file.why === why)
    const message = `not published (${why}): ${first?.key}${others.length > 0 ? ` and ${others.length} more` : ''}`
    return { rule: 'site/left-out', category: 'site', severity: 'info', message, where: { file: directory } }
  })
}

function reservedFindings(output: OutputFiles, reserved: ReadonlySet<string>): Finding[] {
  return output.files
    .filter((file) => reserved.has(file.key))
    .map((file) => ({
      rule: 'site/replaced-file',
      category: 'site',
      severity: 'info',
      message: `${file.key} of the build is not published: the project's own one takes its place`,
      where: { file: file.path },
    }))
}
