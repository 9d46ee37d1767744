import type { CodeSha256, Sha256 } from './hash.ts'
import type { Json } from './json.ts'

export type ReleaseOutcome = 'started' | 'succeeded' | 'failed' | 'rolled-back' | 'interrupted'

/** A stack as a release left it. */
export interface ReleasedStack {
  readonly name: string
  readonly arn: string
  /** Hash of template (as sent), parameters, tags, capabilities and the tool's format version: equal means nothing to do. */
  readonly digest: Sha256
  readonly templateSha: Sha256
  /** Where the sent template is kept as a blob. */
  readonly templateKey: string
  /** As sent, NoEcho values left out. */
  readonly parameters: Readonly<Record<string, string>>
  /** Names of the parameters whose values are kept secret: going back leaves them as the stack has them. Absent in records of earlier versions. */
  readonly secret?: readonly string[]
  /** Names of the parameters that feed managed aliases, which no stack operation changes. Absent in records of earlier versions. */
  readonly managed?: readonly string[]
  /** Absent in records of earlier versions. */
  readonly tags?: Readonly<Record<string, string>>
  /** Absent in records of earlier versions. */
  readonly capabilities?: readonly string[]
  /** The stack's `LastUpdatedTime` (or creation time) afterwards: another value means somebody else changed it. */
  readonly updatedAt: string
  readonly outputs: Readonly<Record<string, string>>
}

/** A function as a release left it; `version` and `alias` are absent in mode `after`. */
export interface ReleasedFunction {
  readonly name: string
  readonly mode: 'gated' | 'after'
  /** Of a container image: the hash of its build context. */
  readonly manifest: Sha256
  /** Of a container image: what Lambda gives for it, or its digest in hex where no version was published. */
  readonly codeSha256: CodeSha256
  readonly alias?: string
  readonly version?: string
  /** Of a container image: `repository@sha256:…`. */
  readonly image?: string
}

/** A layer as a release left it. */
export interface ReleasedLayer {
  readonly manifest: Sha256
  readonly codeSha256: CodeSha256
}

/** A site as a release left it. */
export interface ReleasedSite {
  readonly bucket: string
  readonly distribution?: string
  readonly manifest: Sha256
  /** Hash of the `config.json` that was published. */
  readonly config: Sha256
  /** Where the manifest with the headers is kept as a blob. */
  readonly manifestKey: string
  /**
   * Where the text of that `config.json` is kept as a blob. Then the bytes of every file that publishing overwrites (all
   * but hashed assets) are kept too, each under its own hash. Absent in records of earlier versions.
   */
  readonly configKey?: string
  readonly invalidation?: string
}

/** A deployment's record, from started to outcome; only a succeeded one is a place to return to. No secret value is in it. */
export interface Release {
  readonly v: 1
  /** `destroy` is the end of an environment: a record like the others, but no place to return to. Default: `deploy`. */
  readonly kind?: 'deploy' | 'destroy'
  readonly id: string
  readonly seq: number
  readonly run: string
  readonly outcome: ReleaseOutcome
  readonly startedAt: string
  readonly endedAt?: string
  readonly actor: string
  readonly toolVersion: string
  readonly commit?: string
  /** Id of the release that this one went back to; absent on a deployment. */
  readonly rollbackOf?: string
  readonly fingerprint: Sha256
  readonly stacks: Readonly<Record<string, ReleasedStack>>
  readonly functions: Readonly<Record<string, ReleasedFunction>>
  /** Layers that the project builds; absent in records of earlier versions. */
  readonly layers?: Readonly<Record<string, ReleasedLayer>>
  readonly site?: ReleasedSite
  readonly checks: readonly { readonly suite: string; readonly passed: number; readonly failed: number }[]
  readonly steps: readonly { readonly id: string; readonly outcome: string; readonly ms: number }[]
  readonly notes?: Json
}

/** What `releases/current.json` says: the newest release, and the last good one in full, so that one read answers a no-op. */
export interface CurrentRelease {
  readonly v: 1
  readonly latest: { readonly id: string; readonly seq: number; readonly run: string; readonly outcome: ReleaseOutcome }
  readonly good: Release | null
}
