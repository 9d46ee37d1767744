import { type CodeSha256, ProjectError } from '@project-utils/contract'
import type { Job } from './step-kind.ts'

/**
 * The hash that Lambda has for a function's code: that of the zip which was uploaded. Another machine may have uploaded
 * the same content in other bytes, so a blob that was there before is asked for its own.
 */
export async function codeHashOf(
  logicalId: string,
  { world, bench }: Pick<Job, 'world' | 'bench'>,
): Promise<CodeSha256> {
  const artifact = world.desired.artifacts[logicalId]
  if (artifact === undefined) {
    throw new ProjectError('DEPLOY_FUNCTION_UNKNOWN', `${logicalId} has no build`, {
      hint: `declare functions.${logicalId} in the configuration`,
    })
  }
  const { sha256 } = artifact.manifest
  if (world.actual.missing.includes(sha256)) return artifact.codeSha256
  const released = world.actual.good?.functions[logicalId]
  if (released?.manifest === sha256) return released.codeSha256
  const meta = await bench.records.blobs.describe(sha256)
  return meta?.['codesha256'] ?? artifact.codeSha256
}
