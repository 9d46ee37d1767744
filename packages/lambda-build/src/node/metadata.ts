import { readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Problem } from '@project-utils/contract'
import type { Plugin } from 'esbuild'
import { findCompiler } from './compilers.ts'
import { separateTypes } from './metadata-types.ts'
import { stripText } from './parameters.ts'
import { readTsconfig, readTsconfigFile, type Tsconfig } from './tsconfig.ts'

/** Tells what of a build depends on decorator metadata, which esbuild itself drops without a word. */
export interface Metadata {
  readonly plugin: Plugin
  /** What compiled the files, as inputs of the build. */
  readonly inputs: Set<string>
}

/** A plug-in that compiles the files whose decorators need metadata by the project's own compiler. */
export function metadataPlugin(tsconfig: string | undefined): Metadata {
  const inputs = new Set<string>()
  const find = lookUp(tsconfig)
  let compiler: ReturnType<typeof findCompiler> | undefined
  const setup: Plugin['setup'] = (build) => {
    build.onLoad({ filter: /\.[cm]?tsx?$/, namespace: 'file' }, async ({ path }) => {
      const config = isInstalled(path) ? undefined : find(dirname(path))
      if (config?.emitDecoratorMetadata !== true) return undefined
      const text = await readFile(path, 'utf8')
      if (!hasDecorators(text)) return undefined
      compiler ??= findCompiler(path)
      if ('reason' in compiler) return { errors: [{ text: compiler.reason, detail: refusal(path, config, compiler) }] }
      inputs.add(compiler.manifest)
      // Still read as TypeScript, which leaves out imports that nothing uses.
      return {
        contents: separateTypes(compiler.compile(text, path, config)),
        loader: path.endsWith('x') ? 'tsx' : 'ts',
      }
    })
  }
  return { plugin: { name: 'decorator-metadata', setup }, inputs }
}

/** Whether any of the project's own sources has decorators that need metadata. */
export async function needsMetadata(files: readonly string[], tsconfig: string | undefined): Promise<boolean> {
  const find = lookUp(tsconfig)
  for (const file of files) {
    if (!/\.[cm]?tsx?$/.test(file) || isInstalled(file)) continue
    if (find(dirname(file))?.emitDecoratorMetadata !== true) continue
    if (hasDecorators(await readFile(file, 'utf8'))) return true
  }
  return false
}

/** A decorator stands at the start of a line or behind a bracket, a comma or another word; so no `@` of a text or comment. */
export function hasDecorators(source: string): boolean {
  return source.includes('@') && /(^|[\s;{}(,)])@[\w$]/.test(stripText(source))
}

function refusal(path: string, { file }: Tsconfig, { reason }: { readonly reason: string }): Problem {
  return {
    code: 'LAMBDA_DECORATOR_METADATA',
    message: `${path} uses decorators and ${file} sets emitDecoratorMetadata, which only the project's own compiler can write: ${reason}`,
    hint: 'npm install --save-dev @swc/core, or turn emitDecoratorMetadata off and name what is injected, as in @inject(token)',
  }
}

/** The tsconfig that counts for a folder, each read once. */
function lookUp(tsconfig: string | undefined): (folder: string) => Tsconfig | undefined {
  const known = new Map<string, Tsconfig | undefined>()
  return (folder) => {
    const key = tsconfig ?? folder
    if (!known.has(key)) known.set(key, tsconfig === undefined ? readTsconfig(folder) : readTsconfigFile(tsconfig))
    return known.get(key)
  }
}

function isInstalled(path: string): boolean {
  return /[\\/]node_modules[\\/]/.test(path)
}
