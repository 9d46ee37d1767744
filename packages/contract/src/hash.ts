/** A sha256 in lower-case hex: the name of a blob, a manifest or a fingerprint. Computed by `run`, carried as a value everywhere else. */
export type Sha256 = string & { readonly __sha256?: true }

/** Lambda's own hash of an uploaded zip: sha256 in base64. */
export type CodeSha256 = string & { readonly __codeSha256?: true }

/** One file of an artifact or a site: `/`-separated path, size in bytes, hash of its content, whether it may be executed. */
export interface ManifestEntry {
  readonly path: string
  readonly size: number
  readonly sha256: Sha256
  readonly executable?: boolean
}

/** The content of an artifact or a site, sorted by path; its hash is the artifact's identity on every machine. */
export interface Manifest {
  readonly sha256: Sha256
  readonly entries: readonly ManifestEntry[]
}
