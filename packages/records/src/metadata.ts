import { ProjectError } from '@project-utils/contract'

/** What is said about a blob beside its bytes; names in camelCase, values in printable ASCII. */
export type Metadata = Readonly<Record<string, string>>

/**
 * Metadata as S3 keeps it. S3 lowers the case of names, so `codeSha256` is kept as `code-sha256`.
 *
 * @throws ProjectError `RECORDS_NAME` for what could not be read back unchanged
 */
export function encodeMetadata(metadata: Metadata): Metadata {
  return Object.fromEntries(
    Object.entries(metadata).map(([name, value]) => {
      if (!/^[a-z][a-z0-9]*([A-Z][a-z0-9]*)*$/.test(name) || !/^([!-~]([ -~]*[!-~])?)?$/.test(value)) {
        throw new ProjectError('RECORDS_NAME', `"${name}: ${value}" cannot be kept beside a blob`)
      }
      return [name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`), value]
    }),
  )
}

/** Metadata as it was given to `encodeMetadata`. */
export function decodeMetadata(kept: Metadata): Metadata {
  return Object.fromEntries(
    Object.entries(kept).map(([name, value]) => [
      name.replace(/-([a-z])/g, (_all, letter: string) => letter.toUpperCase()),
      value,
    ]),
  )
}
