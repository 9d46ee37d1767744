import { statSync } from 'node:fs'
import { join } from 'node:path'
import { readText, reasonOf } from '@project-utils/artifact'
import { ProjectError } from '@project-utils/contract'
import type { Locations } from '@project-utils/template'
import type { BlobPlace, PackagedBlob } from './blob.ts'

/** Code that `project-lambda package` wrote into a folder. */
export interface BuiltCode {
  readonly code: Locations
  readonly blobs: readonly PackagedBlob[]
}

interface Listed {
  readonly logicalId: string
  readonly file: string
  readonly manifest: string
  readonly codeSha256: string
  readonly zipSize: number
}

/**
 * Reads what `project-lambda package --out` wrote: where each function and layer will lie in the bucket, and their zips.
 *
 * @throws ProjectError `CFN_ARTIFACTS_INVALID`
 */
export function readBuiltCode(folder: string, { bucket, key }: BlobPlace): BuiltCode {
  const list = join(folder, 'artifacts.json')
  const listed = entriesOf(list)
  const code = listed.map(({ logicalId, manifest }) => [logicalId, { bucket, key: key(manifest) }] as const)
  const blobs = listed.map(({ logicalId, file, manifest, codeSha256, zipSize }): PackagedBlob => {
    const path = join(folder, file)
    const size = statSync(path, { throwIfNoEntry: false })?.size
    if (size !== zipSize)
      throw invalid(list, `${file} is ${size === undefined ? 'not there' : 'another file than it lists'}`)
    return {
      sha256: manifest,
      source: logicalId,
      kind: 'zip',
      size,
      checksum: codeSha256,
      content: { file: path },
      usedAt: [list],
    }
  })
  return { code: Object.fromEntries(code), blobs }
}

function entriesOf(list: string): readonly Listed[] {
  let read: unknown
  try {
    read = JSON.parse(readText(list))
  } catch (error) {
    throw invalid(list, error instanceof ProjectError ? 'it cannot be read' : reasonOf(error), error)
  }
  const { v, artifacts } = (read ?? {}) as { readonly v?: unknown; readonly artifacts?: unknown }
  if (v !== 1 || !Array.isArray(artifacts) || !artifacts.every(isListed))
    throw invalid(list, 'it is no list of artifacts')
  return artifacts
}

function isListed(value: unknown): value is Listed {
  const { logicalId, file, manifest, codeSha256, zipSize } = (value ?? {}) as Record<string, unknown>
  const texts = [logicalId, file, manifest, codeSha256].every((one) => typeof one === 'string' && one !== '')
  // A list is data from elsewhere: it names files beside itself, and nothing else.
  return (
    texts && typeof zipSize === 'number' && /^[\w.-]+$/.test(String(file)) && /^[0-9a-f]{64}$/.test(String(manifest))
  )
}

function invalid(list: string, fact: string, cause?: unknown): ProjectError {
  return new ProjectError('CFN_ARTIFACTS_INVALID', `${list} cannot be used: ${fact}`, {
    hint: 'write it with: project-lambda package --out dist/lambda',
    cause,
  })
}
