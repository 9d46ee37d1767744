import { type Prepared, ProjectError } from '@project-utils/contract'
import type { Records } from '@project-utils/records'
import type { PackagedBlob } from '../package/blob.ts'
import { uploadBlob } from '../package/upload.ts'
import type { DesiredStack } from '../state/desired.ts'
import type { StackCode } from './stack-bench.ts'

type Store = Pick<Records, 'blobs'>

/**
 * Puts the code and files of a stack into the bucket, each unless it is there. With `early` only what CloudFormation reads
 * while it makes a change set: nested templates, and the template itself where it is too long for the call.
 *
 * @throws ProjectError `RECORDS_*`, `CFN_CODE_CHANGED`
 */
export async function uploadFor(
  desired: DesiredStack,
  code: Pick<StackCode, 'blobs'>,
  { blobs }: Store,
  which: 'early' | 'late',
): Promise<readonly Prepared[]> {
  const step = `stack.${desired.key}`
  const isEarly = which === 'early'
  const files = (code.blobs[desired.key] ?? []).filter(({ kind }) => (kind === 'template') === isEarly)
  const own = isEarly && desired.templateUrl !== undefined ? [desired.templateSha] : []
  await Promise.all([
    ...files.map((blob) => put(blob, blobs)),
    ...own.map((sha) => blobs.put(sha, new TextEncoder().encode(desired.body))),
  ])
  return [...files.map(({ sha256 }) => sha256), ...own].map((id) => ({ kind: 'blob', step, id }))
}

async function put(blob: PackagedBlob, blobs: Store['blobs']): Promise<void> {
  try {
    await uploadBlob(blob, blobs)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
    throw new ProjectError('CFN_CODE_CHANGED', `${blob.source} went away while it was deployed`, {
      hint: 'run the command again: it is packed anew',
      cause: error,
    })
  }
}
