import { gunzipSync, gzipSync } from 'node:zlib'
import { manifestFrom } from '@project-utils/artifact'
import type { CodeSha256, Finding, Json, Manifest } from '@project-utils/contract'
import { hashJson } from '@project-utils/run'
import type { Build } from './ledger.ts'
import { type SharedInput, shareInputs } from './shared-inputs.ts'

/** A build as other machines may reuse it: without anything of the machine that made it. */
export interface SharedBuild {
  readonly inputs: readonly SharedInput[]
  readonly manifest: Manifest
  readonly codeSha256: CodeSha256
  readonly bytes: number
  readonly findings: readonly Finding[]
  /** Who built it. */
  readonly by: string
  /** ISO 8601. */
  readonly built: string
}

/** A build as it is kept: small, and told from others of its key by what went in. */
export interface OfferedBuild {
  readonly id: string
  readonly build: Json
}

/** Larger ones are no builds of ours. */
const longest = 64 * 1024 * 1024

/** A build as it is kept; undefined where it holds on this machine only. */
export function encodeBuild(build: Build, by: string): OfferedBuild | undefined {
  const inputs = shareInputs(build.inputs)
  if (inputs === undefined) return undefined
  const { manifest, codeSha256, bytes, findings } = build
  const shared: SharedBuild = {
    inputs,
    manifest,
    codeSha256,
    bytes,
    findings,
    by,
    built: new Date(build.built).toISOString(),
  }
  return { id: hashJson(inputs), build: gzipSync(JSON.stringify(shared)).toString('base64') }
}

/** Reads a build that was kept; undefined where it is none, or does not tell the truth about its own content. */
export function decodeBuild(kept: unknown): SharedBuild | undefined {
  try {
    if (typeof kept !== 'string') return undefined
    const text = gunzipSync(Buffer.from(kept, 'base64'), { maxOutputLength: longest }).toString()
    const shared: SharedBuild = JSON.parse(text)
    const isWhole =
      manifestFrom(shared.manifest.entries).sha256 === shared.manifest.sha256 &&
      Buffer.from(shared.codeSha256, 'base64').byteLength === 32 &&
      Number.isSafeInteger(shared.bytes) &&
      Array.isArray(shared.findings) &&
      [shared.by, shared.built].every((text) => typeof text === 'string') &&
      shared.inputs.length > 0 &&
      shared.inputs.every(isInput)
    return isWhole ? shared : undefined
  } catch {
    return undefined
  }
}

/** A record that names a path outside would have files read that are none of its business; only their hash is compared. */
function isInput(input: SharedInput): boolean {
  const { path, content, files = [] } = input
  return (
    typeof content === 'string' && [path, ...files].every((each) => typeof each === 'string' && !each.startsWith('/'))
  )
}
