import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

/** Version of this package and of esbuild, read without loading either: both decide what a build gives. */
export function versions(): { readonly tool: string; readonly esbuild: string } {
  const require = createRequire(import.meta.url)
  return {
    tool: versionIn(require.resolve('../package.json')),
    esbuild: versionIn(require.resolve('esbuild/package.json')),
  }
}

function versionIn(file: string): string {
  const manifest: { readonly version: string } = JSON.parse(readFileSync(file, 'utf8'))
  return manifest.version
}
