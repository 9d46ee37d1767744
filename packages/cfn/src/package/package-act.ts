import type { Act, Context, Finding, Json, Refusal, Scope } from '@project-utils/contract'
import type { Records } from '@project-utils/records'
import type { PackagedBlob } from './blob.ts'
import { blobSteps, missingBlobs, uploadBlob } from './upload.ts'

/** What packaging several templates came to. */
export interface Packaged {
  readonly blobs: readonly PackagedBlob[]
  /** One row a template, for the answer. */
  readonly templates: readonly Json[]
}

/** What an upload of packages works with. */
export interface PackageBench {
  readonly scope: Scope
  readonly records: Pick<Records, 'blobs' | 'bucket' | 'releases'>
  /** Packs once; every call gives the same. */
  readonly pack: (context: Context) => Promise<Packaged>
  /** Writes the rewritten templates, once all they point to is there. */
  readonly write: (context: Context) => Promise<void>
  readonly guard: () => Promise<void>
  /** The flags that lead the next command to the same target. */
  readonly selection: string
  readonly findings: readonly Finding[]
}

interface World extends Packaged {
  readonly missing: readonly PackagedBlob[]
  readonly hasBucket: boolean
}

/** The act of putting into the bucket what templates point to; what lies there is not sent again. */
export function packageAct(bench: PackageBench): Act<World> {
  const { scope, records, selection, findings } = bench
  return {
    command: 'cfn package',
    scopes: [scope],
    read: async (context) => {
      const packaged = await bench.pack(context)
      const missing = await missingBlobs(packaged.blobs, records.blobs)
      // A bucket that holds a blob exists.
      const isOpen = missing.length > 0 && missing.length === packaged.blobs.length
      const hasBucket = !isOpen || (await records.releases.current()) !== 'no-bucket'
      // A run that has nothing to upload ends here, and owes its templates all the same.
      if (missing.length === 0) await bench.write(context)
      return { ...packaged, missing, hasBucket }
    },
    plan: ({ missing, hasBucket }) => ({
      kind: 'package',
      scopes: [scope],
      steps: blobSteps(missing),
      assumes: {},
      refusals: hasBucket ? [] : [noBucket(scope, selection)],
      notes: [],
    }),
    guard: bench.guard,
    apply: async ({ input }, _known, _plan, { blobs }) => {
      const { sha256 } = input as { readonly sha256: string }
      const blob = blobs.find((one) => one.sha256 === sha256)
      if (blob === undefined) throw new Error(`no blob ${sha256} was packed`)
      return { outcome: (await uploadBlob(blob, records.blobs)) === 'written' ? 'done' : 'skipped' }
    },
    close: async (ending, _plan, world, context) => {
      const isDone = ending.outcome === 'succeeded'
      if (isDone) await bench.write(context)
      const next = {
        command: `project-cfn package --upload ${selection}`,
        why: 'it goes on with what is still missing',
      }
      const written = new Set(ending.done.map(({ step }) => (step.input as { readonly sha256: string }).sha256))
      const data = { outcome: ending.outcome, ...rows(world, bench, written) }
      return { data, findings, ...(isDone ? {} : { next }) }
    },
    nothing: (world) => ({ data: { outcome: 'nothing to do', ...rows(world, bench, new Set()) }, findings }),
  }
}

/** What there is to tell of blobs; their state where it is known. */
export function blobRows(
  blobs: readonly PackagedBlob[],
  { blobs: store }: Pick<Records, 'blobs'>,
  state?: (blob: PackagedBlob) => string,
): readonly Json[] {
  return blobs.map((blob) => ({
    source: blob.source,
    kind: blob.kind,
    ...(state === undefined ? {} : { state: state(blob) }),
    size: blob.size,
    key: store.key(blob.sha256),
    usedAt: blob.usedAt,
  }))
}

function rows(
  { blobs, missing, templates }: World,
  { records }: PackageBench,
  written: ReadonlySet<string>,
): { readonly [key: string]: Json } {
  const open = new Set(missing.map(({ sha256 }) => sha256))
  const state = ({ sha256 }: PackagedBlob): string =>
    written.has(sha256) ? 'uploaded' : open.has(sha256) ? 'missing' : 'present'
  return { bucket: records.bucket, templates, blobs: blobRows(blobs, records, state) }
}

/** Without the bucket there is no place for blobs. */
function noBucket({ account, region }: Scope, selection: string): Refusal {
  const next = `project-deploy bootstrap ${selection}`
  return {
    code: 'CFN_NO_BUCKET',
    message: `account ${account} has no project-utils bucket in ${region} yet`,
    hint: `make it: ${next}`,
    next,
    previewable: true,
  }
}
