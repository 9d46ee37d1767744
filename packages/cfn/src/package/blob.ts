import type { Sha256 } from '@project-utils/contract'

/** Bytes that a template points to, under the hash of their content. */
export interface PackagedBlob {
  /** Of the content manifest where files were zipped, else of the bytes: the name in the bucket. */
  readonly sha256: Sha256
  /** What it was made from, relative to the project's folder. */
  readonly source: string
  readonly kind: 'zip' | 'file' | 'template'
  readonly size: number
  /** sha256 of the bytes, in base64. */
  readonly checksum: string
  /** The file on the disk, absolute; or the bytes. */
  readonly content: { readonly file: string } | { readonly bytes: Uint8Array }
  /** Where templates name it, such as `template.yaml:12:7`. */
  readonly usedAt: readonly string[]
}

/** Where blobs lie in the account. */
export interface BlobPlace {
  readonly bucket: string
  readonly region: string
  key(sha: Sha256): string
}
