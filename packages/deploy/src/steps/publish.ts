import { publishVersion, readImageCode } from '@project-utils/lambda-build'
import { changedFunctions } from '../changes.ts'
import { lambda } from '../clients.ts'
import { codeHashOf } from '../code-hash.ts'
import { functionName } from '../function-name.ts'
import type { StepKind } from '../step-kind.ts'
import { knownImages } from './images.ts'

/** Publishes a version of each function with a managed alias that changed; it carries no traffic yet. */
export const publish: StepKind = {
  kind: 'publish',
  plan: (world) =>
    changedFunctions(world)
      .filter((one) => one.alias !== undefined)
      .map((one) => ({
        id: `publish.${one.logicalId}`,
        kind: 'publish',
        title: `Publish a version of ${one.logicalId}`,
        why: one.why,
        needs: [],
        action: 'create' as const,
        undo: 'automatic' as const,
        risks: [],
        input: { logicalId: one.logicalId },
      })),
  apply: async (job) => {
    const { logicalId } = job.step.input as { readonly logicalId: string }
    const name = await functionName(logicalId, job)
    const image = knownImages(job)[logicalId]
    const client = await lambda(job.bench.session)
    const codeSha256 = image === undefined ? await codeHashOf(logicalId, job) : await readImageCode(client, name, image)
    const { version, reused } = await publishVersion(client, { name, codeSha256 }, job.context)
    job.context.emit({ type: 'fact', name: 'function.published', data: { function: name, version, reused } })
    return {
      outcome: reused ? 'skipped' : 'done',
      data: { name, version, codeSha256, ...(image === undefined ? {} : { image }) },
    }
  },
}
