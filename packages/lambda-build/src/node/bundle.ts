import { dirname, relative, resolve, sep } from 'node:path'
import type { Finding, Problem } from '@project-utils/contract'
import { hashJson } from '@project-utils/run'
import { type BuildOptions, type BuildResult, build, type Metafile } from 'esbuild'
import type { ArtifactFile } from '../artifact/artifact-file.ts'
import { type Weight, weightName } from '../artifact/size.ts'
import type { FunctionJob } from '../build/job.ts'
import type { MakeOptions } from '../build/maker.ts'
import type { ExternalRoot } from './external.ts'
import { findingOf, problemOf } from './messages.ts'

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
  readonly external: readonly ExternalRoot[]
  readonly weights: readonly Weight[]
  readonly findings: readonly Finding[]
}

/** What came out: bundles by logical id, and everything that esbuild refused, each once. */
export interface Bundled {
  readonly bundles: ReadonlyMap<string, Bundle>
  readonly problems: readonly Problem[]
}

/** Where esbuild believes to write; nothing is written there. Inside the project, so that paths in maps are relative. */
const outputFolder = '.build'
// Bundled CommonJS asks for `require` at run time, and an ES module has none. Esbuild renames a `require` of the source.
const esmBanner =
  "import { createRequire as __lambdaCreateRequire } from 'node:module'; const require = __lambdaCreateRequire(import.meta.url);"

/** Bundles all jobs; those with the same settings in one go, so that what they share is parsed once. */
export async function bundle(jobs: readonly FunctionJob[], options: MakeOptions): Promise<Bundled> {
  const groups = new Map<string, FunctionJob[]>()
  for (const job of jobs) {
    const { entry: _entry, handler: _handler, directory: _directory, ...shared } = job.settings
    const key = hashJson(shared)
    groups.set(key, [...(groups.get(key) ?? []), job])
  }
  const bundles = new Map<string, Bundle>()
  const problems = new Map<string, Problem>()
  await Promise.all(
    [...groups.values()].map(async (group) => {
      try {
        const result = await build(optionsFor(group, options))
        for (const job of group) bundles.set(job.id, bundleOf(job, result, options.root))
      } catch (error) {
        if (!isBuildFailure(error)) throw error
        for (const problem of error.errors.map(problemOf)) problems.set(hashJson(problem), problem)
      }
    }),
  )
  return { bundles, problems: [...problems.values()] }
}

type Options = BuildOptions & { readonly metafile: true; readonly write: false }

function optionsFor(group: readonly FunctionJob[], { root, environment }: MakeOptions): Options {
  const [first] = group
  if (first === undefined) throw new TypeError('nothing to bundle')
  const { build: settings } = first
  const target = String(first.settings['target'])
  const esm = settings.format === 'esm'
  const values = Object.entries(environment).map(([name, value]) => [`process.env.${name}`, JSON.stringify(value)])
  return {
    absWorkingDir: root,
    entryPoints: group.map((job) => ({ in: entryOf(job), out: `${job.id}/${job.handler.file}` })),
    outdir: outputFolder,
    write: false,
    metafile: true,
    bundle: true,
    platform: 'node',
    // Esbuild's default for node would take the CommonJS copies of packages, a fifth larger for the AWS SDK.
    mainFields: ['module', 'main'],
    format: settings.format,
    target,
    minify: settings.minify,
    external: [...settings.external, '/opt/*'],
    define: {
      ...Object.fromEntries(values),
      ...(esm ? { __filename: 'import.meta.filename', __dirname: 'import.meta.dirname' } : {}),
    },
    ...(esm ? { banner: { js: esmBanner }, outExtension: { '.js': '.mjs' } } : {}),
    ...(settings.sourceMap ? { sourcemap: 'linked', sourcesContent: false } : {}),
    logLevel: 'silent',
    logLimit: 0,
  }
}

function bundleOf(job: FunctionJob, result: BuildResult<Options>, root: string): Bundle {
  const folder = `${resolve(root, outputFolder, job.id)}${sep}`
  const files = result.outputFiles
    .filter((file) => file.path.startsWith(folder))
    .map((file) => ({ path: relative(folder, file.path).split(sep).join('/'), content: file.contents }))
  const file = `${job.handler.file}${job.build.format === 'esm' ? '.mjs' : '.js'}`
  const output = result.metafile.outputs[`${outputFolder}/${job.id}/${file}`]
  const entry = output?.entryPoint ?? ''
  const reached = reachable(result.metafile, entry)
  const outside = new Set(output?.imports.filter((each) => each.external === true).map((each) => each.path))
  const external = reached.flatMap((path) =>
    (result.metafile.inputs[path]?.imports ?? [])
      .filter((each) => each.external === true && outside.has(each.path))
      .map((each) => ({ name: each.path, from: dirname(resolve(root, path)) })),
  )
  return {
    entry: entryOf(job),
    output: file,
    files,
    inputs: reached.filter((path) => !isVirtual(path)).map((path) => resolve(root, path)),
    entryFormat: result.metafile.inputs[entry]?.format,
    exports: output?.exports ?? [],
    external,
    weights: Object.entries(output?.inputs ?? {}).map(([path, { bytesInOutput }]) => ({
      name: weightName(path),
      bytes: bytesInOutput,
    })),
    findings: result.warnings
      .filter(({ location }) => location === null || reached.includes(location.file))
      .map((warning) => findingOf(warning)),
  }
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

function isBuildFailure(error: unknown): error is { readonly errors: readonly Parameters<typeof problemOf>[0][] } {
  return error instanceof Error && 'errors' in error && Array.isArray(error.errors)
}

/** The file that holds the handler. */
function entryOf({ build }: FunctionJob): string {
  return build.entry ?? ''
}
