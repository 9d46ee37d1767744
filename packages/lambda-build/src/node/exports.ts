import type { Bundle } from './bundle.ts'

/** What is known about the names a built file exports without running it; `complete`: there are no others. */
export interface KnownExports {
  readonly names: readonly string[]
  readonly complete: boolean
}

/**
 * Reads the exports of a built file. Of an entry that is an ES module all are known, unless it passes on whatever a
 * CommonJS or external module has; of a CommonJS entry none are, since only running it shows them.
 */
export function readExports(bundle: Bundle, output: string): KnownExports {
  if (bundle.entryFormat !== 'esm') return { names: [], complete: false }
  const file = bundle.files.find(({ path }) => path === output)
  const text = file === undefined ? '' : Buffer.from(file.content).toString()
  if (output.endsWith('.mjs')) return { names: bundle.exports, complete: !/\bexport\s*\*\s*from\b/.test(text) }
  const parts = exportNote(text)
    .split(',')
    .map((part) => part.trim().replace(/:\s*null$/, ''))
  const names = parts
    .filter((part) => part !== '' && !part.startsWith('...'))
    .map((part) => part.replace(/^"(.*)"$/, '$1'))
  return { names, complete: !parts.some((part) => part.startsWith('...')) && !/,\s*module\.exports\s*\)/.test(text) }
}

/**
 * Esbuild ends a CommonJS file with its names in the form `0 && (module.exports = { … })`, so that Node.js finds them;
 * `default` is never in it. What stands elsewhere in that form belongs to a bundled package.
 */
function exportNote(text: string): string {
  const note = [...text.matchAll(/\b0\s*&&\s*\(module\.exports\s*=\s*\{([^}]*)\}\)/g)].at(-1)
  if (note === undefined) return ''
  const rest = text.slice(note.index + note[0].length).replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, '')
  return /^[;\s]*$/.test(rest) ? (note[1] ?? '') : ''
}
