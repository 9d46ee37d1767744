import type { Act, Context, Ending, Finding, Json, Scope, Sha256 } from '@project-utils/contract'
import type { Records } from '@project-utils/records'
import { type AnyArtifact, applyUpload, noBucketRefusal, offerSteps, uploadSteps } from './upload-steps.ts'

/** What an upload works with. */
export interface UploadBench {
  readonly scope: Scope
  readonly records: Pick<Records, 'blobs' | 'bucket' | 'releases'>
  /** Builds once; every call gives the same artifacts. */
  readonly build: (context: Context) => Promise<readonly AnyArtifact[]>
  readonly guard: () => Promise<void>
  /** Called once all bytes are there. */
  readonly share: (artifacts: readonly AnyArtifact[], context: Context) => Promise<void>
  /** Logical ids of builds that were never offered to other machines. */
  readonly unoffered: (artifacts: readonly AnyArtifact[]) => Promise<readonly string[]>
  /** The flags that lead the next command to the same target. */
  readonly selection: string
  readonly findings: readonly Finding[]
}

interface UploadWorld {
  readonly artifacts: readonly AnyArtifact[]
  readonly missing: readonly Sha256[]
  /** Where nothing is missing, what an earlier run was to offer still, and was ended before it could. */
  readonly unoffered: readonly string[]
  readonly hasBucket: boolean
}

/**
 * The act of putting artifacts into the project's bucket, each under the hash of its content: what is there is not sent
 * again, so an upload that was interrupted goes on where it stopped.
 */
export function uploadAct(bench: UploadBench): Act<UploadWorld> {
  const { scope, records, selection, findings } = bench
  return {
    command: 'lambda upload',
    scopes: [scope],
    read: async (context) => {
      const artifacts = await bench.build(context)
      const missing = await records.blobs.missing(artifacts.map(({ manifest }) => manifest.sha256))
      // A bucket that holds a blob exists; only where it holds none the question is worth a call.
      const isOpen = missing.length > 0 && (await records.releases.current()) === 'no-bucket'
      const isWhole = missing.length === 0 && scope.tier !== 'read-only'
      return { artifacts, missing, unoffered: isWhole ? await bench.unoffered(artifacts) : [], hasBucket: !isOpen }
    },
    plan: ({ artifacts, missing, unoffered, hasBucket }) => ({
      kind: 'upload',
      scopes: [scope],
      steps: [...uploadSteps(artifacts, missing), ...offerSteps(unoffered)],
      assumes: {},
      refusals: hasBucket ? [] : [noBucketRefusal(scope, selection)],
      notes: [],
    }),
    guard: bench.guard,
    apply: async (step, _known, _plan, { artifacts }, context) => {
      if (step.kind === 'blob') return await applyUpload(step, artifacts, records.blobs)
      await bench.share(artifacts, context)
      return { outcome: 'done' }
    },
    close: async (ending, plan, world, context) => {
      const isDone = ending.outcome === 'succeeded'
      if (isDone && plan.steps.some(({ kind }) => kind === 'blob')) await bench.share(world.artifacts, context)
      const next = { command: `project-lambda upload ${selection}`, why: 'it goes on with what is still missing' }
      return {
        data: { outcome: ending.outcome, bucket: records.bucket, artifacts: rowsOf(world, ending, bench) },
        findings,
        ...(isDone ? {} : { next }),
      }
    },
    nothing: (world) => ({
      data: { outcome: 'nothing to do', bucket: records.bucket, artifacts: rowsOf(world, undefined, bench) },
      findings,
    }),
  }
}

function rowsOf(
  { artifacts, missing }: UploadWorld,
  ending: Ending | undefined,
  { records }: UploadBench,
): readonly Json[] {
  const written = new Set(
    (ending?.done ?? []).map(({ step }) => (step.input as { readonly manifest: string }).manifest),
  )
  return artifacts.map(({ logicalId, bytes, manifest }) => ({
    logicalId,
    state: written.has(manifest.sha256) ? 'uploaded' : missing.includes(manifest.sha256) ? 'missing' : 'present',
    zipSize: bytes,
    key: records.blobs.key(manifest.sha256),
  }))
}
