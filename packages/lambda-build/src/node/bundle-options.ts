import type { BuildOptions, Loader, Plugin } from 'esbuild'
import type { FunctionJob } from '../build/job.ts'
import type { MakeOptions } from '../build/maker.ts'
import { stackSources } from './stack-sources.ts'

/** A function to bundle: its job, the file it starts from, the tsconfig where it is not the nearest one. */
export interface BundleJob {
  readonly job: FunctionJob
  /** Absolute. */
  readonly entry: string
  /** Absolute. */
  readonly tsconfig?: string
}

/** Options of which the result can be read. */
export type Options = BuildOptions & { readonly metafile: true; readonly write: false }

/** Where esbuild believes to write; nothing is written there. */
export const outputFolder = '.build'

// Bundled CommonJS asks for `require` at run time, and an ES module has none. Esbuild renames a `require` of the source.
const requireBanner =
  "import { createRequire as __lambdaCreateRequire } from 'node:module'; const require = __lambdaCreateRequire(import.meta.url);"
/** Before Node.js 20 an ES module does not know its own path. */
const pathBanner =
  "import { fileURLToPath as __lambdaFileURLToPath } from 'node:url'; const __lambdaFilename = __lambdaFileURLToPath(import.meta.url), __lambdaDirname = __lambdaFilename.replace(/[\\\\/][^\\\\/]*$/, '');"

/** Esbuild's options for functions whose settings are the same. */
export function optionsFor(
  group: readonly BundleJob[],
  plugins: readonly Plugin[],
  { root, environment }: MakeOptions,
): Options {
  const [first] = group
  if (first === undefined) throw new TypeError('nothing to bundle')
  const { build: settings, id } = first.job
  const target = targetOf(first)
  const values = Object.entries(environment).map(([name, value]) => [`process.env.${name}`, JSON.stringify(value)])
  const { define, output } = formatOptions(settings, target)
  return {
    absWorkingDir: root,
    entryPoints: group.map((each) => ({ in: each.entry, out: outputPath(each) })),
    outdir: outputFolder,
    // Files that a loader puts beside the bundle; a function with such a loader is bundled alone.
    assetNames: `${id}/[name]-[hash]`,
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
    loader: settings.loaders as Readonly<Record<string, Loader>>,
    plugins: [...plugins],
    define: { ...Object.fromEntries(values), ...define },
    ...output,
    ...(first.tsconfig === undefined ? {} : { tsconfig: first.tsconfig }),
    ...(settings.sourceMap ? { sourcemap: 'linked', sourcesContent: false } : {}),
    // What is found only at run time is not in the bundle; esbuild says so only when asked to.
    logOverride: { 'unsupported-dynamic-import': 'warning', 'unsupported-require-call': 'warning' },
    logLevel: 'silent',
    logLimit: 0,
  }
}

/** The language level, as esbuild names it. */
export function targetOf({ job }: BundleJob): string {
  return String(job.settings['target'])
}

/** Where esbuild believes to write a function's bundle, without extension, inside `outputFolder`. */
export function outputPath({ job }: BundleJob): string {
  return `${job.id}/${job.handler.file}`
}

/** What makes a bundle work as an ES module or as CommonJS, and its stacks name the sources where it has a map. */
function formatOptions(
  { format, sourceMap }: FunctionJob['build'],
  target: string,
): {
  readonly define: Readonly<Record<string, string>>
  readonly output: Pick<BuildOptions, 'banner' | 'outExtension'>
} {
  if (format === 'cjs') {
    const js = stackSources('__filename', '__filename')
    return { define: {}, output: sourceMap ? { banner: { js } } : {} }
  }
  const isOld = Number(/\d+/.exec(target)?.[0]) < 20
  const [file, folder] = isOld
    ? ['__lambdaFilename', '__lambdaDirname']
    : ['import.meta.filename', 'import.meta.dirname']
  const banner = [
    requireBanner,
    ...(isOld ? [pathBanner] : []),
    ...(sourceMap ? [stackSources(file, 'import.meta.url')] : []),
  ]
  return {
    define: { __filename: file, __dirname: folder },
    output: { banner: { js: banner.join(' ') }, outExtension: { '.js': '.mjs' } },
  }
}
