import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import type { Metafile, Plugin } from 'esbuild'

/**
 * Packages that some code requires and of which esbuild took the ES module: `require` then gives a namespace, where
 * Node.js gives what the CommonJS copy exports, such as a function. Only a module with a default export differs.
 *
 * @param root what the metafile's paths are relative to
 */
export function misreadPackages({ inputs }: Metafile, root: string): readonly string[] {
  const targets = Object.values(inputs).flatMap(({ imports }) =>
    imports.filter(({ kind, external }) => kind === 'require-call' && external !== true).map(({ path }) => path),
  )
  const names = [...new Set(targets)].flatMap((path) => {
    const [, folder, name] = /^(.*node_modules\/((?:@[^/]+\/)?[^/]+))\//.exec(path) ?? []
    if (folder === undefined || name === undefined || inputs[path]?.format !== 'esm') return []
    if (!/\bexport\s+default\b|\bas\s+default\b/.test(readFileSync(resolve(root, path), 'utf8'))) return []
    return hasBoth(resolve(root, folder)) ? [name] : []
  })
  return [...new Set(names)]
}

/** Takes the CommonJS copy of the packages for everybody who imports them, so that there is one of each. */
export function commonJsPlugin(names: readonly string[]): Plugin {
  const escaped = names.map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  return {
    name: 'commonjs-packages',
    setup: ({ onResolve }) => {
      onResolve({ filter: new RegExp(`^(?:${escaped.join('|')})$`) }, ({ path, resolveDir }) => {
        try {
          return { path: createRequire(join(resolveDir, 'importer.js')).resolve(path) }
        } catch {
          return undefined
        }
      })
    },
  }
}

/** Whether only `module` and `main` tell the copies apart: with `exports` the way of importing decides already. */
function hasBoth(folder: string): boolean {
  try {
    const manifest: { readonly main?: unknown; readonly module?: unknown; readonly exports?: unknown } = JSON.parse(
      readFileSync(join(folder, 'package.json'), 'utf8'),
    )
    return manifest.main !== undefined && manifest.module !== undefined && manifest.exports === undefined
  } catch {
    return false
  }
}
