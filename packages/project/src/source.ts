import { readFileSync } from 'node:fs'
import { relative } from 'node:path'
import { type Place, ProjectError } from '@project-utils/contract'

/** A configuration file's text, ready to be parsed. */
export interface Source {
  /** Absolute. */
  readonly path: string
  /** As shown to people: relative to the folder in which the command runs. */
  readonly file: string
  readonly text: string
  /** Turns an offset into line and column, both from 1. */
  place(offset: number): Place
}

const sizeLimit = 1024 * 1024

/**
 * Reads a configuration file: UTF-8, with or without byte order mark, at most 1 MiB, without control characters.
 *
 * @throws ProjectError `PROJECT_CONFIG_UNREADABLE`, `PROJECT_CONFIG_TOO_LARGE`, `PROJECT_CONFIG_ENCODING`
 */
export function readSource(path: string, cwd: string): Source {
  const file = relative(cwd, path) || path
  const bytes = readBytes(path, file)
  if (bytes.length > sizeLimit) {
    throw new ProjectError(
      'PROJECT_CONFIG_TOO_LARGE',
      `${file} has ${bytes.length} bytes, at most ${sizeLimit} are read`,
      {
        hint: `a project's configuration is a few kilobytes: check what --config names`,
        where: { file },
      },
    )
  }
  return makeSource(path, file, decode(bytes, file))
}

/** Makes a source of a text that is already in memory. */
export function makeSource(path: string, file: string, text: string): Source {
  const starts: number[] = [0]
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return {
    path,
    file,
    text,
    place: (offset) => {
      const line = lineOf(starts, Math.min(Math.max(offset, 0), text.length))
      return { file, line: line + 1, column: Math.max(offset, 0) - (starts[line] ?? 0) + 1 }
    },
  }
}

function readBytes(path: string, file: string): Buffer {
  try {
    return readFileSync(path)
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code
    if (code === 'EISDIR') {
      throw new ProjectError('PROJECT_CONFIG_UNREADABLE', `${file} is a folder, not a configuration file`, {
        hint: `ls ${file}, then name a file in it with --config`,
        where: { file },
        cause,
      })
    }
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      throw new ProjectError('PROJECT_CONFIG_NOT_FOUND', `${file} does not exist`, {
        hint: 'ls *.yaml config/*.yaml, then name one with --config',
        where: { file },
        cause,
      })
    }
    throw new ProjectError('PROJECT_CONFIG_UNREADABLE', `${file} cannot be read: ${(cause as Error).message}`, {
      hint: code === 'EACCES' ? `chmod u+r ${file}` : `ls -l ${file}`,
      where: { file },
      cause,
    })
  }
}

function decode(bytes: Buffer, file: string): string {
  const [first, second] = bytes
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) {
    throw new ProjectError('PROJECT_CONFIG_ENCODING', `${file} is UTF-16`, {
      hint: `iconv -f UTF-16 -t UTF-8 ${file} > new.yaml && mv new.yaml ${file}`,
      where: { file, line: 1, column: 1 },
    })
  }
  const text = bytes.toString('utf8')
  refuseBadBytes(bytes, text, file)
  const control = findControl(text)
  const body = text.startsWith('\uFEFF') ? text.slice(1) : text
  if (control !== undefined) {
    const code = text.charCodeAt(control).toString(16).padStart(2, '0')
    throw new ProjectError('PROJECT_CONFIG_ENCODING', `${file} is no text: it holds the control character 0x${code}`, {
      hint: `file ${file}`,
      where: makeSource(file, file, text).place(control),
    })
  }
  return body
}

/** A replacement character that the bytes do not spell out stands for bytes that are no UTF-8. */
function refuseBadBytes(bytes: Buffer, text: string, file: string): void {
  let offset = 0
  let from = 0
  for (let at = text.indexOf('\uFFFD'); at !== -1; at = text.indexOf('\uFFFD', at + 1)) {
    offset += Buffer.byteLength(text.slice(from, at))
    if (bytes[offset] !== 0xef || bytes[offset + 1] !== 0xbf || bytes[offset + 2] !== 0xbd) {
      throw new ProjectError('PROJECT_CONFIG_ENCODING', `${file} is not UTF-8`, {
        hint: `iconv -f ISO-8859-1 -t UTF-8 ${file} > new.yaml && mv new.yaml ${file}`,
        where: makeSource(file, file, text).place(at),
      })
    }
    offset += 3
    from = at + 1
  }
}

function findControl(text: string): number | undefined {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === 0x7f || (code < 0x20 && code !== 0x09 && code !== 0x0a && code !== 0x0d)) return at
  }
  return undefined
}

function lineOf(starts: readonly number[], offset: number): number {
  let low = 0
  let high = starts.length - 1
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if ((starts[middle] ?? 0) <= offset) low = middle
    else high = middle - 1
  }
  return low
}
