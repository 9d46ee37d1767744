import { readFileSync } from 'node:fs'
import { type ArtifactFile, contentOf } from '@project-utils/artifact'
import type { KnownExports } from '../build/check-handler.ts'
import type { Bundle } from './bundle-result.ts'
import { parametersOf, stripText } from './parameters.ts'

/**
 * Reads the exports of a built file. Of an entry that is an ES module all are known, unless it passes on whatever a
 * CommonJS or external module has; of a CommonJS entry none are, since only running it shows them.
 *
 * @param handler the export whose parameters are wanted
 */
export function readExports(bundle: Bundle, handler: string): Omit<KnownExports, 'file' | 'source'> {
  if (bundle.entryFormat !== 'esm') return { names: [], complete: false }
  const source = readFileSync(bundle.entry, 'utf8')
  const parameters = parametersOf(source, handler)
  const style = parameters === undefined ? { isCallback: mayCallBack(bundle) } : { parameters }
  const text = textOf(bundle.files, bundle.output)
  if (bundle.output.endsWith('.mjs')) {
    return { names: bundle.exports, complete: !/\bexport\s*\*\s*from\b/.test(text), ...style }
  }
  const parts = exportNote(text)
    .split(',')
    .map((part) => part.trim().replace(/:\s*null$/, ''))
  const names = parts
    .filter((part) => part !== '' && !part.startsWith('...'))
    .map((part) => part.replace(/^"(.*)"$/, '$1'))
  if (/\bexport\s+default\b|\bas\s+default\b/.test(stripText(source))) names.push('default')
  const complete = !parts.some((part) => part.startsWith('...')) && !/(?<=,\s*)module\.exports\s*\)/.test(text)
  return { names, complete, ...style }
}

/** Whether any of the project's own sources speaks of what a handler of the callback style is given. */
function mayCallBack({ inputs }: Bundle): boolean {
  return inputs.some(
    (file) =>
      /\.[cm]?[jt]sx?$/.test(file) &&
      !/[\\/]node_modules[\\/]/.test(file) &&
      /\b(callback|cb|done)\b/i.test(stripText(readFileSync(file, 'utf8'))),
  )
}

function textOf(files: readonly ArtifactFile[], path: string): string {
  const file = files.find((each) => each.path === path)
  return file === undefined ? '' : Buffer.from(contentOf(file)).toString()
}

/**
 * Esbuild ends a CommonJS file with its names in the form `0 && (module.exports = { … })`, so that Node.js finds them;
 * `default` is never in it. What stands elsewhere in that form belongs to a bundled package.
 */
function exportNote(text: string): string {
  const note = [...text.matchAll(/(?<=\b0\s*&&\s*\()module\.exports\s*=\s*\{([^}]*)\}\)/g)].at(-1)
  if (note === undefined) return ''
  const rest = text.slice(note.index + note[0].length).replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, '')
  return /^[;\s]*$/.test(rest) ? (note[1] ?? '') : ''
}
