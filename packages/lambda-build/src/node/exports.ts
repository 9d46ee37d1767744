import { contentOf } from '../artifact/artifact-file.ts'
import type { KnownExports } from '../build/check-handler.ts'
import type { Bundle } from './bundle.ts'

/**
 * Reads the exports of a built file. Of an entry that is an ES module all are known, unless it passes on whatever a
 * CommonJS or external module has; of a CommonJS entry none are, since only running it shows them.
 */
export function readExports(bundle: Bundle, output: string): KnownExports {
  if (bundle.entryFormat !== 'esm') return { file: output, names: [], complete: false }
  const file = bundle.files.find(({ path }) => path === output)
  const text = file === undefined ? '' : Buffer.from(contentOf(file)).toString()
  if (output.endsWith('.mjs'))
    return { file: output, names: bundle.exports, complete: !/\bexport\s*\*\s*from\b/.test(text) }
  const parts = exportNote(text)
    .split(',')
    .map((part) => part.trim().replace(/:\s*null$/, ''))
  const names = parts
    .filter((part) => part !== '' && !part.startsWith('...'))
    .map((part) => part.replace(/^"(.*)"$/, '$1'))
  return {
    file: output,
    names,
    complete: !parts.some((part) => part.startsWith('...')) && !/,\s*module\.exports\s*\)/.test(text),
  }
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
