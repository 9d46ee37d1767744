import { ProjectError } from '@project-utils/contract'
import { type Artifact, type StoredArtifact, shareBuilds } from '@project-utils/lambda-build'
import { buildInput } from '../build-input.ts'
import type { Job, StepKind } from '../step-kind.ts'

/** Uploads what the stacks will point to: the artifacts of functions and layers, by the hash of their content. */
export const blobs: StepKind = {
  kind: 'blobs',
  plan: ({ desired, actual }) => {
    const missing = Object.values(desired.artifacts).filter(({ manifest }) => actual.missing.includes(manifest.sha256))
    if (missing.length === 0) return []
    return [
      {
        id: 'blobs',
        kind: 'blobs',
        title: `Upload ${missing.map((artifact) => artifact.logicalId).join(', ')}`,
        why: 'the bucket does not hold this content yet',
        needs: [],
        action: 'create',
        undo: 'automatic',
        risks: [],
        changes: missing.map((artifact) => ({
          subject: artifact.logicalId,
          action: 'create' as const,
          after: `${artifact.bytes} bytes, ${artifact.manifest.sha256.slice(0, 12)}`,
          ...(artifact.reused ? {} : { reason: artifact.why }),
        })),
        input: missing.map((artifact) => artifact.logicalId),
      },
    ]
  },
  apply: async ({ step, bench, world, context }) => {
    const ids = step.input as readonly string[]
    let done = 0
    await Promise.all(
      ids.map(async (id) => {
        const artifact = world.desired.artifacts[id]
        if (artifact === undefined) return
        await uploadArtifact(artifact, bench)
        done += 1
        context.emit({ type: 'step', id: step.id, title: step.title, state: 'progress', done, total: ids.length })
      }),
    )
    await share(
      ids.flatMap((id) => world.desired.artifacts[id] ?? []),
      { bench, context },
    )
    return { outcome: 'done' }
  },
}

/** Uploads one artifact, unless the bucket holds it already. */
export async function uploadArtifact(
  artifact: Artifact | StoredArtifact,
  { records }: Pick<Job['bench'], 'records'>,
): Promise<void> {
  const { bytes: size, codeSha256: checksum, manifest } = artifact
  await records.blobs.put(manifest.sha256, { file: zipOf(artifact), size, checksum }, { codesha256: checksum })
}

/** A build of another machine has no zip here: its bytes were in the bucket when it was found. */
function zipOf({ zip, logicalId }: Artifact | StoredArtifact): string {
  if (zip !== undefined) return zip
  throw new ProjectError('DEPLOY_BLOB_GONE', `the stored build of ${logicalId} is not in the bucket any more`, {
    hint: 'run the command again: it is built here then',
  })
}

/** Offers what was uploaded to other machines; a deployment does not depend on that. */
async function share(
  artifacts: readonly (Artifact | StoredArtifact)[],
  { bench, context }: Pick<Job, 'bench' | 'context'>,
): Promise<void> {
  try {
    await shareBuilds(await buildInput(bench), artifacts, bench.actor)
  } catch (error) {
    context.signal.throwIfAborted()
    const why = error instanceof Error ? error.message : String(error)
    context.emit({ type: 'warning', message: `what was built is not offered to other machines: ${why}` })
  }
}
