import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readText } from '@project-utils/artifact'
import {
  type Context,
  errorOver,
  isProjectError,
  type Place,
  type Problem,
  ProjectError,
  problemsOf,
} from '@project-utils/contract'
import { sha256 } from '@project-utils/run'
import { functionTypes, type Locations, layerTypes, parseTemplate, type Template } from '@project-utils/template'
import { bodyLimit } from '../state/desired.ts'
import type { BlobPlace, PackagedBlob } from './blob.ts'
import { type LocalPath, localPaths } from './local-paths.ts'
import { look, type Packed, packPath, relativePath } from './pack.ts'
import { type FoundPath, joined, type PackagePlan, planPackage } from './plan.ts'

/** A template, and what is needed to package it. */
export interface PackageInput {
  readonly template: Template
  /** The project's folder, absolute: no path may lead out of it. */
  readonly root: string
  /** Folder for zips; it may vanish at any time. */
  readonly cache: string
  readonly place: BlobPlace
  /** Where the code of functions and layers lies that the configuration builds, by logical id. */
  readonly code?: Locations
  /** Logical ids of all that the configuration builds; one without code is refused. Default: those of `code`. */
  readonly built?: ReadonlySet<string>
}

/**
 * Packages a template: what its local paths name is zipped or hashed, nested templates are packaged first, and the template
 * that comes out points to the bucket. Nothing is uploaded. All problems are told at once, each with its place.
 *
 * @throws ProjectError `CFN_CODE_UNBUILT`, `CFN_NESTED_LOOP`, `CFN_TEMPLATE_TOO_LARGE`, `CFN_TEMPLATES_INVALID` over several
 *   problems; those of `packPath`, `withCode` and `parseTemplate`
 */
export async function packageStack(input: PackageInput, context: Pick<Context, 'signal'>): Promise<PackagePlan> {
  const problems: Problem[] = []
  const run: Run = { ...input, code: input.code ?? {}, signal: context.signal, packed: new Map(), blobs: [], problems }
  const plan = await packageTemplate(input.template, run, [resolve(input.template.file)])
  if (problems.length > 0 || plan === undefined) throw manyProblems(problems)
  return { ...plan, blobs: joined([...run.blobs, ...plan.blobs]) }
}

interface Run extends Omit<PackageInput, 'template' | 'code'> {
  readonly code: Locations
  readonly signal: AbortSignal
  /** By content and path, so that what several places name is packed once. */
  readonly packed: Map<string, Packed | undefined>
  readonly blobs: PackagedBlob[]
  readonly problems: Problem[]
}

/** @param above the files of the templates that nest this one, and its own */
async function packageTemplate(
  template: Template,
  run: Run,
  above: readonly string[],
): Promise<PackagePlan | undefined> {
  const { resources } = template
  const own = Object.values(resources).filter(({ type }) => functionTypes.has(type) || layerTypes.has(type))
  const ids = own.map(({ logicalId }) => logicalId)
  const unbuilt = ids.filter((id) => run.built?.has(id) === true && !Object.hasOwn(run.code, id))
  run.problems.push(...unbuilt.map((id) => unbuiltProblem(id, template)))
  const skipped = new Set([...Object.keys(run.code), ...unbuilt])
  const found: FoundPath[] = []
  for (const local of localPaths(template, skipped)) {
    run.signal.throwIfAborted()
    const packed = await packLocal(local, template, run, above)
    if (packed !== undefined) found.push({ local, packed })
  }
  if (run.problems.length > 0) return undefined
  const code = Object.fromEntries(Object.entries(run.code).filter(([id]) => ids.includes(id)))
  return collect(run, undefined, () => planPackage(template, found, run.place, code))
}

async function packLocal(
  local: LocalPath,
  template: Template,
  run: Run,
  above: readonly string[],
): Promise<Packed | undefined> {
  const { property, text, path } = local
  const file = absolute(text, template.file)
  const name = `${property.content} ${file}`
  if (run.packed.has(name)) return run.packed.get(name)
  const place = template.place(path)
  const packed =
    property.content === 'template'
      ? await packNested(file, place, run, above)
      : await collectAsync(run, place, packPath(file, property.content, run))
  run.packed.set(name, packed)
  return packed
}

async function packNested(file: string, where: Place, run: Run, above: readonly string[]): Promise<Packed | undefined> {
  const nested = collect(run, where, () => {
    const { real } = look(file, run.root)
    if (above.includes(real)) throw loop(file, above)
    return { real, template: parseTemplate(readText(real), file) }
  })
  if (nested === undefined) return undefined
  const plan = await packageTemplate(nested.template, run, [...above, nested.real])
  if (plan === undefined) return undefined
  const bytes = Buffer.from(plan.body)
  if (bytes.byteLength > bodyLimit) {
    const message = `${file} has ${bytes.byteLength} bytes, ${bodyLimit} are allowed`
    run.problems.push({ code: 'CFN_TEMPLATE_TOO_LARGE', message, hint: 'split it into several stacks', where })
  }
  run.blobs.push(...plan.blobs)
  const sha = sha256(bytes)
  const checksum = Buffer.from(sha, 'hex').toString('base64')
  const source = relativePath(file, run.root)
  return { sha256: sha, source, kind: 'template', size: bytes.byteLength, checksum, content: { bytes } }
}

function absolute(text: string, template: string): string {
  return text.startsWith('file://') ? fromUrl(text, template) : resolve(dirname(template), text)
}

/** `file://./a.yaml` is no URL, but what people write. */
function fromUrl(text: string, template: string): string {
  return text.startsWith('file:///') ? fileURLToPath(text) : resolve(dirname(template), text.slice('file://'.length))
}

/** What an error says goes to the problems, at its own place or else where the template names the path. */
function collect<T>(run: Run, where: Place | undefined, work: () => T): T | undefined {
  try {
    return work()
  } catch (error) {
    return note(run, where, error)
  }
}

async function collectAsync<T>(run: Run, where: Place, work: Promise<T>): Promise<T | undefined> {
  try {
    return await work
  } catch (error) {
    return note(run, where, error)
  }
}

function note({ problems }: Run, where: Place | undefined, error: unknown): undefined {
  if (!isProjectError(error)) throw error
  problems.push(...problemsOf(error).map((problem) => ({ ...(where === undefined ? {} : { where }), ...problem })))
  return undefined
}

function unbuiltProblem(id: string, template: Template): Problem {
  return {
    code: 'CFN_CODE_UNBUILT',
    message: `the configuration builds ${id}, and its code was not given`,
    hint: 'project-lambda package --out dist/lambda, then --artifacts dist/lambda; or deploy with project-deploy',
    where: template.place(['Resources', id]),
  }
}

function loop(file: string, above: readonly string[]): ProjectError {
  return new ProjectError('CFN_NESTED_LOOP', `${file} nests itself: ${[...above, file].join(' → ')}`, {
    hint: 'take it out of one of them',
  })
}

function manyProblems(problems: readonly Problem[]): ProjectError {
  const message = `${problems.length} problems keep the templates from being packaged`
  return errorOver(problems, { code: 'CFN_TEMPLATES_INVALID', message })
}
