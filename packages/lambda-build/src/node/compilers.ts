import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import { findUpwards } from '../paths/find-upwards.ts'
import type { Tsconfig } from './tsconfig.ts'

/** Compiles one TypeScript file to JavaScript with decorator metadata, with a source map in it. */
export interface Compiler {
  readonly compile: (text: string, file: string, tsconfig: Tsconfig) => string
  /** The manifest of the compiler's package: another version compiles otherwise. */
  readonly manifest: string
}

/** The parts of TypeScript's API, up to version 6, that are called here. Source: "Using the Compiler API", TypeScript wiki. */
interface TypeScript {
  readonly version: string
  readonly sys: { readonly readFile: (path: string) => string | undefined }
  readonly transpileModule: (
    text: string,
    input: { readonly fileName: string; readonly compilerOptions: object },
  ) => { readonly outputText: string }
  readonly readConfigFile: (file: string, read: (path: string) => string | undefined) => { readonly config?: unknown }
  readonly parseJsonConfigFileContent: (
    config: unknown,
    host: object,
    folder: string,
  ) => { readonly options: { readonly target?: number; readonly useDefineForClassFields?: boolean } }
  readonly ModuleKind: Readonly<Record<string, number>>
  readonly ScriptTarget: Readonly<Record<string, number>>
  readonly JsxEmit: Readonly<Record<string, number>>
}

/** The part of swc's API that is called here. */
interface Swc {
  readonly transformSync: (text: string, options: object) => { readonly code: string }
}

/**
 * The project's own compiler that can write decorator metadata: TypeScript up to version 6, else swc; or why there is
 * none. TypeScript 7 has no such API.
 */
export function findCompiler(file: string): Compiler | { readonly reason: string } {
  const require = createRequire(file)
  const typescript = load<TypeScript>('typescript', require)
  if (typeof typescript?.loaded.transpileModule === 'function') {
    return { compile: compileWithTypeScript(typescript.loaded), manifest: typescript.manifest }
  }
  const swc = load<Swc>('@swc/core', require)
  if (swc !== undefined) return { compile: compileWithSwc(swc.loaded), manifest: swc.manifest }
  return {
    reason:
      typescript === undefined
        ? 'neither typescript nor @swc/core is installed'
        : `typescript ${typescript.loaded.version} has no API to compile one file with, and @swc/core is not installed`,
  }
}

function compileWithTypeScript(typescript: TypeScript): Compiler['compile'] {
  const { ModuleKind, ScriptTarget, JsxEmit } = typescript
  const known = new Map<string, object>()
  return (text, fileName, { file }) => {
    const compilerOptions = known.get(file) ?? optionsOf(file)
    known.set(file, compilerOptions)
    return typescript.transpileModule(text, { fileName, compilerOptions }).outputText
  }

  function optionsOf(file: string): object {
    const { config } = typescript.readConfigFile(file, typescript.sys.readFile)
    // Only the options are wanted; to list the project's files can take long.
    const host = { ...typescript.sys, readDirectory: () => [] }
    const { options } = typescript.parseJsonConfigFileContent(config, host, dirname(file))
    const es2022 = ScriptTarget['ES2022'] ?? 9
    return {
      ...options,
      // Esbuild lowers further; what a class field means stays as the project's own target says.
      target: es2022,
      useDefineForClassFields: options.useDefineForClassFields ?? (options.target ?? 0) >= es2022,
      module: ModuleKind['Preserve'] ?? ModuleKind['ESNext'],
      jsx: JsxEmit['Preserve'],
      importHelpers: false,
      noEmitHelpers: false,
      sourceMap: false,
      inlineSourceMap: true,
      declaration: false,
      declarationMap: false,
      composite: false,
      incremental: false,
      isolatedDeclarations: false,
      noEmit: false,
      emitDeclarationOnly: false,
    }
  }
}

function compileWithSwc(swc: Swc): Compiler['compile'] {
  return (text, filename, { options }) =>
    swc.transformSync(text, {
      filename,
      swcrc: false,
      configFile: false,
      sourceMaps: 'inline',
      jsc: {
        target: 'es2022',
        externalHelpers: false,
        parser: { syntax: 'typescript', decorators: true, tsx: filename.endsWith('x') },
        transform: {
          legacyDecorator: true,
          decoratorMetadata: true,
          useDefineForClassFields:
            options['useDefineForClassFields'] ?? /^es(2022|202[3-9]|next)$/i.test(String(options['target'] ?? '')),
          react: { runtime: 'preserve' },
        },
      },
    }).code
}

function load<Api>(
  name: string,
  require: NodeJS.Require,
): { readonly loaded: Api; readonly manifest: string } | undefined {
  try {
    const path = require.resolve(name)
    const manifest = findUpwards(dirname(path), ['package.json']) ?? path
    const loaded: Api = require(name)
    return { loaded, manifest }
  } catch {
    return undefined
  }
}
