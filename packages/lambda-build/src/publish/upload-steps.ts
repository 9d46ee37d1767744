import {
  ProjectError,
  type Refusal,
  type Scope,
  type Sha256,
  type Step,
  type StepResult,
} from '@project-utils/contract'
import type { Blobs } from '@project-utils/records'
import type { Artifact, StoredArtifact } from '../artifact/artifact.ts'

/** What was built here, or by another machine that stored it. */
export type AnyArtifact = Artifact | StoredArtifact

/** The steps that put artifacts whose content the bucket does not hold yet into it, each content once. */
export function uploadSteps(artifacts: readonly AnyArtifact[], missing: readonly Sha256[]): readonly Step[] {
  const open = new Set(missing)
  return artifacts
    .filter(({ manifest }) => open.delete(manifest.sha256))
    .map(({ logicalId, bytes, manifest, reused, why }) => ({
      id: `blob.${logicalId}`,
      kind: 'blob',
      title: `Upload ${logicalId}`,
      why: 'the bucket does not hold this content yet',
      needs: [],
      action: 'create' as const,
      // Nobody is served from it; without a use it is garbage that costs a fraction of a cent.
      undo: 'automatic' as const,
      risks: [],
      changes: [
        {
          subject: logicalId,
          action: 'create' as const,
          after: `${bytes} bytes, ${manifest.sha256.slice(0, 12)}`,
          ...(reused ? {} : { reason: why }),
        },
      ],
      input: { manifest: manifest.sha256 },
    }))
}

/** The step that offers builds to other machines whose bytes an earlier run uploaded, and no more than that. */
export function offerSteps(unoffered: readonly string[]): readonly Step[] {
  if (unoffered.length === 0) return []
  return [
    {
      id: 'offer',
      kind: 'offer',
      title: `Offer ${unoffered.join(', ')} to other machines`,
      why: 'the bucket holds the bytes, and not yet what they were built from',
      needs: [],
      action: 'create',
      undo: 'automatic',
      risks: [],
      changes: unoffered.map((subject) => ({ subject, action: 'create' as const })),
      input: { builds: unoffered },
    },
  ]
}

/** Uploads what a step names; what somebody else has uploaded meanwhile is left alone. */
export async function applyUpload(
  { input }: Pick<Step, 'input'>,
  artifacts: readonly AnyArtifact[],
  blobs: Pick<Blobs, 'put'>,
): Promise<StepResult> {
  const { manifest } = input as { readonly manifest: string }
  const artifact = artifacts.find((one) => one.manifest.sha256 === manifest)
  if (artifact?.zip === undefined) {
    throw new ProjectError('LAMBDA_CHANGED_MEANWHILE', `the zip of ${manifest} was removed from the bucket meanwhile`, {
      hint: 'run the command again: it is then built here',
    })
  }
  // The zip's own hash depends on the zlib that wrote it: kept beside the blob, so that every machine can tell it.
  const { zip: file, bytes: size, codeSha256 } = artifact
  const written = await blobs.put(manifest, { file, size, checksum: codeSha256 }, { codesha256: codeSha256 })
  return { outcome: written === 'written' ? 'done' : 'skipped' }
}

/** Without the bucket there is no place for blobs, locks and the audit trail. */
export function noBucketRefusal({ account, region }: Scope, selection: string): Refusal {
  const next = `project-deploy bootstrap ${selection}`
  return {
    code: 'LAMBDA_NO_BUCKET',
    message: `account ${account} has no project-utils bucket in ${region} yet`,
    hint: `make it: ${next}`,
    next,
    previewable: true,
  }
}
