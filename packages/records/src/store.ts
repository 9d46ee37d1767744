/** An object as it was read. */
export interface Found {
  readonly body: Uint8Array
  readonly etag: string
  /** When it was written, by the server's clock. */
  readonly modified: Date
  /** When it was read, by the server's clock; absent where the answer did not say. */
  readonly date?: Date
  readonly metadata: Readonly<Record<string, string>>
}

/** Why nothing was read. */
export type Absent = 'no-key' | 'no-bucket'

/** What is written: bytes, or a file that is sent from the disk piece by piece. */
export type Body = Uint8Array | FileBody

/** A file to be written as it is. */
export interface FileBody {
  /** Absolute path. */
  readonly file: string
  /** Bytes. */
  readonly size: number
  /** sha256 of the content, in base64. */
  readonly checksum: string
}

/** What must hold for a write to take effect: nothing there yet, or the object of this ETag still current. */
export type Condition = 'absent' | { readonly etag: string }

/**
 * How a conditional write ended: `refused` when the condition did not hold, `unclear` when it may or may not have taken
 * effect. A refusal may hide an earlier attempt of the same call that succeeded, so both are settled by reading.
 */
export type Written = { readonly etag: string } | 'refused' | 'unclear'

export interface PutOptions {
  readonly metadata?: Readonly<Record<string, string>>
  readonly contentType?: string
  readonly signal?: AbortSignal
}

export interface Page {
  /** Whole keys, ascending. */
  readonly keys: readonly string[]
  /** Groups up to the next `/`, where asked for. */
  readonly groups: readonly string[]
  /** Whether further pages follow. */
  readonly more: boolean
}

export interface ListOptions {
  /** Only keys after this one. */
  readonly after?: string
  /** Groups keys by what follows the prefix up to the next `/`. */
  readonly grouped?: boolean
  /** Largest page; default and most 1000. */
  readonly most?: number
}

/** The bucket, as little of it as the records need. Failures that are no answer are thrown as `ProjectError`s. */
export interface Store {
  readonly bucket: string
  get(key: string, signal?: AbortSignal): Promise<Found | Absent>
  /** False also where the bucket is missing. */
  exists(key: string): Promise<boolean>
  /** What is kept beside an object; undefined where there is none, also where the bucket is missing. */
  metadata(key: string): Promise<Found['metadata'] | undefined>
  put(key: string, body: Body, condition: Condition, options?: PutOptions): Promise<Written>
  /** Writes whatever is there; for keys that only one run writes. */
  overwrite(key: string, body: Uint8Array, options?: PutOptions): Promise<void>
  /** Removes the object of this ETag; one that is gone already counts as removed. */
  remove(key: string, etag: string): Promise<'removed' | 'refused' | 'unclear'>
  /** Pages of keys under a prefix, ascending; none where the bucket is missing. */
  list(prefix: string, options?: ListOptions): AsyncIterable<Page>
}

/** Tells an object that was read from the reason why none was. */
export function isFound(value: Found | Absent): value is Found {
  return typeof value !== 'string'
}
