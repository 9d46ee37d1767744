import { type DesiredStack, desireStack } from '@project-utils/cfn'
import type { Act } from '@project-utils/contract'
import { bucketName, bucketStackName, bucketTemplate } from '@project-utils/records'
import { parseTemplate } from '@project-utils/template'
import { bucketStep, makeBucket } from './make-bucket.ts'
import type { Workbench } from './workbench.ts'

interface BootstrapWorld {
  readonly exists: boolean
  readonly stack: DesiredStack
}

/** The act of making the project-utils bucket of one account and region; doing it again does nothing. */
export function bootstrapAct(bench: Workbench): Act<BootstrapWorld> {
  const { scope, records } = bench
  const answer = { data: { outcome: 'ready', bucket: bucketName(scope), stack: bucketStackName(scope) } }
  return {
    command: 'deploy bootstrap',
    scopes: [scope],
    read: async () => ({ exists: (await records.releases.current()) !== 'no-bucket', stack: bucketStack(bench) }),
    plan: ({ exists, stack }) => ({
      kind: 'bootstrap',
      scopes: [scope],
      steps: exists ? [] : [bucketStep(stack, scope)],
      assumes: {},
      refusals: [],
      notes: [],
    }),
    guard: () => bench.session.guard(scope),
    apply: (_step, _known, _plan, world, context) => makeBucket(world.stack, bench, context),
    close: async () => answer,
    nothing: () => answer,
  }
}

/** The stack of the project-utils bucket as it should be. */
export function bucketStack({ scope }: Pick<Workbench, 'scope'>): DesiredStack {
  const template = parseTemplate(bucketTemplate(scope), 'the template of the project-utils bucket')
  const name = bucketStackName(scope)
  return desireStack({ key: 'project-utils', name, template, code: {}, parameters: {}, tags: {}, pseudo: scope })
}
