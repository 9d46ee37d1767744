import { readFile } from 'node:fs/promises'
import type { StepKind } from '../step-kind.ts'

/** Uploads what the stacks will point to: the functions' artifacts, by the hash of their content. */
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
        await bench.records.blobs.put(artifact.manifest.sha256, await readFile(artifact.zip), {
          codesha256: artifact.codeSha256,
        })
        done += 1
        context.emit({ type: 'step', id: step.id, title: step.title, state: 'progress', done, total: ids.length })
      }),
    )
    return { outcome: 'done' }
  },
}
