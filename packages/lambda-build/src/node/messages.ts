import type { Finding, Place, Problem } from '@project-utils/contract'
import type { Message } from 'esbuild'

/** esbuild's error as a problem with file (relative to the project's folder), line and column. */
export function problemOf(message: Message): Problem {
  const hint = hintFor(message)
  return {
    code: 'LAMBDA_BUILD_FAILED',
    message: message.text,
    ...(hint === undefined ? {} : { hint }),
    ...(message.location === null ? {} : { where: placeOf(message.location) }),
  }
}

/** esbuild's warning as a finding. */
export function findingOf(message: Message): Finding {
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

function placeOf(location: NonNullable<Message['location']>): Place {
  return { file: location.file, line: location.line, column: location.column + 1 }
}

function hintFor({ id, text, notes, location }: Message): string | undefined {
  if (id === 'empty-import-meta' || text.startsWith('Top-level await')) return 'set format: esm for this function'
  if (text.startsWith('Could not resolve')) {
    const [, name = ''] = /^Could not resolve "([^"]+)"/.exec(text) ?? []
    if (/^[./]/.test(name)) return 'correct the path'
    return /^(@[\w-]+\/)?\w/.test(name)
      ? `npm install ${packageName(name)}`
      : 'check paths in the tsconfig nearest to the file'
  }
  if (text.includes('No loader is configured for ".node"')) return 'list the package under external'
  if (location?.suggestion) return `write ${location.suggestion}`
  return notes[0]?.text
}

/** The package of an import: `@scope/name` or `name`, without what follows. */
export function packageName(path: string): string {
  return path
    .split('/')
    .slice(0, path.startsWith('@') ? 2 : 1)
    .join('/')
}
