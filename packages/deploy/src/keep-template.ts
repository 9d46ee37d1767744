import type { DesiredStack } from '@project-utils/cfn'
import { sha256 } from '@project-utils/run'
import type { Workbench } from './workbench.ts'

/** Keeps a stack's template as it is sent, beside the artifacts: a release can be returned to, and a long one is read from there. */
export async function keepTemplate({ body }: DesiredStack, { records }: Pick<Workbench, 'records'>): Promise<void> {
  await records.blobs.put(sha256(body), new TextEncoder().encode(body))
}
