import { createHash } from 'node:crypto'
import { canonicalJson, type Sha256 } from '@project-utils/contract'

/** The sha256 of bytes or of a text's UTF-8, in lower-case hex. */
export function sha256(data: string | Uint8Array): Sha256 {
  return createHash('sha256').update(data).digest('hex')
}

/** The sha256 of a value's canonical JSON: equal for equal values, whatever the order of their keys. */
export function hashJson(value: unknown): Sha256 {
  return sha256(canonicalJson(value))
}
