import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ProjectError } from '@project-utils/contract'
import { sha256 } from '@project-utils/run'
import type { OutputFile, Plugin } from 'esbuild'
import { findUpwards } from '../paths/find-upwards.ts'
import { buildFast } from './esbuild.ts'

/** What a function of plug-ins is told about the Lambda function that they are for. */
export interface PluginInput {
  readonly functionId: string
  /** The project's folder. */
  readonly root: string
  readonly format: 'cjs' | 'esm'
  /** As esbuild names it, such as `node24`. */
  readonly target: string
}

/** The plug-ins of a function, with all files that decided which they are. */
export interface Plugins {
  readonly plugins: readonly Plugin[]
  readonly inputs: readonly string[]
}

/** What Node.js says of TypeScript that it cannot run by leaving out the types alone. */
const notStrippable = new Set([
  'ERR_INVALID_TYPESCRIPT_SYNTAX',
  'ERR_MODULE_NOT_FOUND',
  'ERR_UNKNOWN_FILE_EXTENSION',
  'ERR_UNSUPPORTED_DIR_IMPORT',
  'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX',
])

const noList = 'its default export gives no list of esbuild plug-ins'

/**
 * Loads the project's own plug-ins into this process: the default export of a module, which is a list of them or a
 * function that gives one.
 *
 * @param limit milliseconds that the module and its function may take
 * @throws ProjectError `LAMBDA_PLUGINS_INVALID`
 */
export async function loadPlugins(file: string, input: PluginInput, limit = 60_000): Promise<Plugins> {
  try {
    const { output, inputs } = await look(file)
    const given = await within(limit, async () => {
      const exported = unwrap(await importFile(file, output))
      return typeof exported === 'function' ? await exported(input) : exported
    })
    if (!isPlugins(given)) throw new TypeError(noList)
    return { plugins: given, inputs }
  } catch (cause) {
    const said = cause instanceof Error ? cause.message : String(cause)
    const hint =
      said === noList
        ? 'export default a list of esbuild plug-ins, or a function that gives one'
        : `correct it: node ${file} tells where it fails`
    const where = { file }
    throw new ProjectError('LAMBDA_PLUGINS_INVALID', `${file} gives no plug-ins: ${said}`, { hint, where, cause })
  }
}

/** The timer keeps the process alive too: one in which only a promise is left ends, whoever waits for it. */
async function within(limit: number, give: () => Promise<unknown>): Promise<unknown> {
  let timer: NodeJS.Timeout | undefined
  const over = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`it did not end within ${limit / 1000} seconds`)), limit)
  })
  return await Promise.race([give(), over]).finally(() => clearTimeout(timer))
}

/** Bundles the module without the packages it imports, which tells the files it is made of. */
async function look(
  file: string,
): Promise<{ readonly output: OutputFile | undefined; readonly inputs: readonly string[] }> {
  const root = dirname(file)
  const { metafile, outputFiles } = await buildFast({
    absWorkingDir: root,
    entryPoints: [file],
    outfile: 'plugins.mjs',
    write: false,
    metafile: true,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    define: {
      'import.meta.url': JSON.stringify(pathToFileURL(file).href),
      'import.meta.filename': JSON.stringify(file),
      'import.meta.dirname': JSON.stringify(root),
    },
    logLevel: 'silent',
  })
  const inputs = Object.keys(metafile.inputs).map((path) => resolve(root, path))
  const packages = Object.values(metafile.inputs)
    .flatMap(({ imports }) => imports)
    .filter((each) => each.external === true && !each.path.startsWith('node:'))
    .map((each) => manifestOf(each.path, file))
  return { output: outputFiles[0], inputs: [...inputs, ...packages.filter((path) => path !== undefined)] }
}

async function importFile(file: string, output: OutputFile | undefined): Promise<unknown> {
  try {
    // Without its content in the address a process that builds twice would keep the plug-ins of the first time.
    return await import(`${pathToFileURL(file).href}?${sha256(output?.contents ?? '')}`)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    if (!/\.[cm]?tsx?$/.test(file) || !notStrippable.has(code) || output === undefined) throw error
    return await importBundled(file, output)
  }
}

/** Runs the bundled module from a temporary folder; what it imports is found from where the module itself lies. */
async function importBundled(file: string, output: OutputFile): Promise<unknown> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'lambda-plugins-')))
  try {
    const path = join(folder, 'plugins.mjs')
    const require = createRequire(file)
    const text = output.text.replace(
      /^(import\s[^;]*?from\s+|import\s+)"([^".][^"]*)"/gm,
      (whole, before: string, name: string) =>
        name.startsWith('node:') ? whole : `${before}${JSON.stringify(addressOf(name, require))}`,
    )
    await writeFile(path, text)
    return await import(pathToFileURL(path).href)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function addressOf(name: string, require: NodeJS.Require): string {
  const path = require.resolve(name)
  return path === name ? name : pathToFileURL(path).href
}

function manifestOf(name: string, from: string): string | undefined {
  try {
    return findUpwards(dirname(createRequire(from).resolve(name)), ['package.json'])
  } catch {
    return undefined
  }
}

/** The default export, also of CommonJS that was compiled from an ES module. */
function unwrap(module: unknown): unknown {
  const exported = isRecord(module) ? module['default'] : undefined
  return isRecord(exported) && 'default' in exported ? exported['default'] : exported
}

function isPlugins(value: unknown): value is readonly Plugin[] {
  return (
    Array.isArray(value) &&
    value.every((each) => isRecord(each) && typeof each['name'] === 'string' && typeof each['setup'] === 'function')
  )
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}
