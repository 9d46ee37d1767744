import { dirname, posix, resolve, sep } from 'node:path'
import type { ArtifactFile } from '@project-utils/artifact'
import type { Finding } from '@project-utils/contract'
import type { BuildResult, Metafile } from 'esbuild'
import { type Weight, weightName } from '../artifact/size.ts'
import { portablePath } from '../paths/portable.ts'
import { type BundleJob, type Options, outputFolder, outputPath } from './bundle-options.ts'
import { findDuplicates } from './duplicates.ts'
import { type ExternalImport, layerFindings } from './external-imports.ts'
import { findingOf } from './messages.ts'
import { slimMap } from './source-map.ts'

/** What esbuild made of one function. */
export interface Bundle {
  /** The file that holds the handler, absolute. */
  readonly entry: string
  /** The built file's path inside the artifact, such as `api.js`. */
  readonly output: string
  readonly files: readonly ArtifactFile[]
  /** Absolute paths of all files that went in. */
  readonly inputs: readonly string[]
  /** Whether the entry itself is an ES module; its exports can then be read without running it. */
  readonly entryFormat: 'esm' | 'cjs' | undefined
  /** What an ES module exports, as esbuild tells it. */
  readonly exports: readonly string[]
  /** Imports that were left out, with the folders they come from. */
  readonly external: readonly ExternalImport[]
  readonly weights: readonly Weight[]
  readonly findings: readonly Finding[]
}

/** The part of a result that belongs to one function. */
export function bundleOf(bundle: BundleJob, result: BuildResult<Options>, root: string): Bundle {
  const { job, entry } = bundle
  const folder = `${resolve(root, outputFolder, job.id)}${sep}`
  const extension = job.build.format === 'esm' ? '.mjs' : '.js'
  const path = `${outputPath(bundle)}${extension}`
  const output = result.metafile.outputs[`${outputFolder}/${path}`]
  const entryPoint = output?.entryPoint ?? ''
  const reached = reachable(result.metafile, entryPoint)
  const outside = new Set(output?.imports.filter((each) => each.external === true).map((each) => each.path))
  const external = reached.flatMap((from) =>
    (result.metafile.inputs[from]?.imports ?? [])
      .filter((each) => each.external === true && outside.has(each.path))
      .map((each) => ({ name: each.path, from: dirname(resolve(root, from)), kind: each.kind })),
  )
  return {
    entry,
    output: path.slice(job.id.length + 1),
    files: filesIn(folder, result, root),
    inputs: reached.filter((each) => !isVirtual(each)).map((each) => resolve(root, each)),
    entryFormat: result.metafile.inputs[entryPoint]?.format,
    exports: output?.exports ?? [],
    external,
    weights: Object.entries(output?.inputs ?? {}).map(([source, { bytesInOutput }]) => ({
      name: weightName(source),
      bytes: bytesInOutput,
    })),
    findings: [
      ...result.warnings
        .filter(({ location }) => location === null || reached.includes(location.file))
        .map(findingOf)
        .filter((finding) => finding !== undefined),
      ...findDuplicates(job.id, output?.inputs ?? {}, root),
      ...layerFindings(job, external),
    ],
  }
}

function filesIn(folder: string, result: BuildResult<Options>, root: string): readonly ArtifactFile[] {
  const files = result.outputFiles
    .filter((file) => file.path.startsWith(folder))
    .map((file) => ({ path: portablePath(folder, file.path), content: file.contents }))
  return files.map((file) => {
    if (!/\.m?js\.map$/.test(file.path)) return { ...file, content: keepStrict(file.content) }
    const code = files.find(({ path }) => `${path}.map` === file.path)
    const mapFolder = dirname(resolve(folder, file.path))
    const rename = (source: string): string | undefined => {
      if (isVirtual(source) || /(^|[\\/])node_modules[\\/]/.test(source)) return undefined
      const inProject = portablePath(root, resolve(mapFolder, source))
      return posix.relative(posix.dirname(file.path), inProject)
    }
    return { path: file.path, content: slimMap(file.content, rename, code?.content.byteLength ?? 0) }
  })
}

/** Esbuild puts a banner before the directive of the source, where it counts no longer. */
function keepStrict(code: Uint8Array): Uint8Array {
  const end = code.indexOf(10) + 1
  const directive = Buffer.from('"use strict";')
  const isStrict = Buffer.from(code.subarray(end, end + directive.byteLength)).equals(directive)
  return isStrict ? Buffer.concat([directive, code]) : code
}

function reachable(metafile: Metafile, entry: string): readonly string[] {
  const reached = new Set([entry])
  for (const path of reached) {
    for (const each of metafile.inputs[path]?.imports ?? [])
      if (metafile.inputs[each.path] !== undefined) reached.add(each.path)
  }
  return [...reached]
}

/** What stands for no file, such as a module that a package's manifest switches off. */
function isVirtual(path: string): boolean {
  return /^[^/\\]{2,}:/.test(path)
}
