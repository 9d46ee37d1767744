import type { Finding, Place, Problem } from '@project-utils/contract'
import type { Message } from 'esbuild'
import { metadataPrefix } from './metadata-types.ts'

/**
 * esbuild's error as a problem with file (relative to the project's folder), line and column. A plug-in of our own has put
 * the whole problem into the error's detail.
 *
 * @param plugins the file that the project's own plug-ins come from
 */
export function problemOf(message: Message, plugins?: string): Problem {
  if (isProblem(message.detail)) return message.detail
  const isTheirs = message.pluginName !== '' && plugins !== undefined
  const hint = isTheirs ? `correct the plug-in in ${plugins}` : hintFor(message)
  return {
    code: 'LAMBDA_BUILD_FAILED',
    message: isTheirs ? `plug-in "${message.pluginName}" of ${plugins} failed: ${message.text}` : message.text,
    ...(hint === undefined ? {} : { hint }),
    ...whereOf(message, isTheirs ? plugins : undefined),
  }
}

/** esbuild's warning as a finding; of packages only what is no question of their style. */
export function findingOf(message: Message): Finding | undefined {
  if (isDynamic(message) && /(^|[\\/])node_modules[\\/]/.test(message.location?.file ?? '')) return undefined
  if (message.id === 'import-is-undefined' && message.location?.lineText.includes(metadataPrefix) === true)
    return undefined
  const fix = hintFor(message)
  return {
    rule: `lambda/${message.id === '' ? 'bundle' : message.id}`,
    category: 'build',
    severity: 'warning',
    message: message.text,
    ...(message.location === null ? {} : { where: placeOf(message.location) }),
    ...(fix === undefined ? {} : { fix }),
  }
}

/** Where an error is; of a plug-in that throws esbuild only knows a line of its own. */
function whereOf({ location, text }: Message, plugins: string | undefined): { readonly where?: Place } {
  if (plugins !== undefined && (location === null || /(^|[\\/])esbuild[\\/]lib[\\/]/.test(location.file)))
    return { where: { file: plugins } }
  if (location !== null) return { where: placeOf(location) }
  const [, file] = unreadFile.exec(text) ?? []
  return file === undefined ? {} : { where: { file } }
}

const unreadFile = /^Cannot read (?:file|directory) "([^"]+)"/

function placeOf(location: NonNullable<Message['location']>): Place {
  return { file: location.file, line: location.line, column: location.column + 1 }
}

function isDynamic({ id }: Message): boolean {
  return id === 'unsupported-dynamic-import' || id === 'unsupported-require-call'
}

function isProblem(detail: unknown): detail is Problem {
  return typeof detail === 'object' && detail !== null && 'code' in detail && 'hint' in detail
}

function hintFor(message: Message): string | undefined {
  const { id, text, notes, location } = message
  if (isDynamic(message))
    return 'write the names out, or pack what it loads: packages under external, files under include'
  if (id === 'empty-import-meta' || text.startsWith('Top-level await')) return 'set format: esm for this function'
  if (text.startsWith('Could not resolve')) {
    const [, name = ''] = /^Could not resolve "([^"]+)"/.exec(text) ?? []
    if (/^\.prisma(\/|$)/.test(name)) return 'npx prisma generate'
    if (/^[./]/.test(name)) return 'correct the path'
    return /^(@[\w-]+\/)?\w/.test(name)
      ? `npm install ${packageName(name)}`
      : 'check paths in the tsconfig nearest to the file'
  }
  if (text.includes('No loader is configured for ".node"')) return 'list the package under external'
  const [, extension] = /No loader is configured for "(\.[^"]+)"/.exec(text) ?? []
  if (extension !== undefined) return `say how it is read under loaders, such as ${extension}: text`
  // A bracket alone that is missing is seldom missing where esbuild sees it.
  if (/\w/.test(location?.suggestion ?? '')) return `write ${location?.suggestion}`
  const [, file, missing] = /^No matching export in "([^"]+)" for import "([^"]+)"/.exec(text) ?? []
  if (file !== undefined) return `export ${missing} from ${file}, or import a name that it exports`
  const [, unread] = unreadFile.exec(text) ?? []
  if (unread !== undefined) return `let this user read ${unread}`
  return notes[0]?.text ?? (location === null ? undefined : `correct ${location.file}:${location.line}`)
}

/** The package of an import: `@scope/name` or `name`, without what follows. */
export function packageName(path: string): string {
  return path
    .split('/')
    .slice(0, path.startsWith('@') ? 2 : 1)
    .join('/')
}
