import { gunzipSync } from 'node:zlib'
import { type ErrorCode, ProjectError } from '@project-utils/contract'
import { readAccessLog } from './read-access-log.ts'
import { readCurl } from './read-curl.ts'
import { readHar } from './read-har.ts'
import type { Recording, Refuse } from './recorded.ts'

/** Bytes that a compressed log may unfold to. */
const largest = 512 * 1024 * 1024

/**
 * Reads a recording, whatever it is: a HAR file, curl commands, or an access log, also one that is compressed by gzip.
 *
 * @param base where requests of a log went that names no host
 * @throws ProjectError `SMOKE_RECORDING_INVALID` with the place
 */
export function readSource(bytes: Uint8Array, file: string, base: URL | undefined): Recording {
  const refuse: Refuse = (message, where = {}, hint = 'record from a HAR file, a curl command or access logs') => {
    const code: ErrorCode = 'SMOKE_RECORDING_INVALID'
    throw new ProjectError(code, `${file}: ${message}`, { where: { file, ...where }, hint })
  }
  const text = textOf(bytes, refuse)
  if (text.trim() === '') return refuse('it is empty')
  if (/^\s*(?:#[^\n]*\n\s*)*(?:\S*[\\/])?curl(?:\.exe)?\s/.test(text)) return readCurl(text, refuse)
  if (/^\s*\{/.test(text)) {
    const value = parsed(text)
    if (value instanceof SyntaxError) {
      if (looksLikeLog(text)) return readAccessLog(text, base, refuse)
      const [, position] = /position (\d+)/.exec(value.message) ?? []
      const line = position === undefined ? undefined : text.slice(0, Number(position)).split('\n').length
      return refuse(`it is no JSON: ${value.message}`, line === undefined ? {} : { line })
    }
    const isLog = !Object.hasOwn(value as object, 'log')
    if (!isLog || !looksLikeLog(text)) return readHar(value, refuse)
  }
  return readAccessLog(text, base, refuse)
}

/** JSON lines: the first line alone is a document. */
function looksLikeLog(text: string): boolean {
  const [first = ''] = text.trimStart().split('\n', 1)
  return !(parsed(first) instanceof SyntaxError)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    return error instanceof SyntaxError ? error : new SyntaxError(String(error))
  }
}

function textOf(bytes: Uint8Array, refuse: Refuse): string {
  try {
    const isZipped = bytes[0] === 0x1f && bytes[1] === 0x8b
    const plain = isZipped ? gunzipSync(bytes, { maxOutputLength: largest }) : bytes
    return new TextDecoder('utf-8', { fatal: true }).decode(plain)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return refuse(`it cannot be read as text: ${reason}`)
  }
}
