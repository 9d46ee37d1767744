import { confirmDecision, type Invocation } from '@project-utils/cli'
import { type Envelope, type ErrorTable, ProjectError } from '@project-utils/contract'
import { saveLocalCloud } from '@project-utils/local-cloud'
import { perform } from '@project-utils/run'
import { publishAct } from '../publish/publish-act.ts'
import { errorTables } from './error-tables.ts'
import { onceBuilt } from './once-built.ts'
import { openAccount } from './open-account.ts'
import { type OpenedBuild, openBuild } from './open-build.ts'

export const errors: readonly ErrorTable[] = errorTables

/** `project-lambda publish`: makes deployed functions run what was built, without a release. */
export async function run(invocation: Invocation): Promise<Envelope> {
  const opened = await openBuild(invocation, { names: invocation.arguments, needsTarget: true, judges: true })
  refuseImages(opened, invocation.arguments)
  const account = await openAccount(invocation, opened)
  const { records, scope, session, holder, cloud } = account
  const { alias } = invocation.flags
  // Those that a template declares go with its stack.
  const layers = (opened.input.layers ?? []).filter(({ logicalId }) => opened.declared.layers[logicalId] === undefined)
  const act = publishAct({
    ...account,
    ...onceBuilt({ ...opened.input, layers, shared: records.builds }, holder.actor),
    declared: opened.declared.functions,
    layers,
    ...(typeof alias === 'string' ? { alias } : {}),
    guard: () => session.guard(scope),
    ...(cloud === undefined ? {} : { end: () => saveLocalCloud(cloud) }),
    findings: opened.findings,
  })
  return await perform(act, {
    ...invocation.options(errorTables),
    ports: { lock: records.lock, audit: records.audit },
    holder,
    dryRun: invocation.flags['dry-run'] === true,
    decide: confirmDecision(invocation),
  })
}

/** An image and a layer change together with the template that names them. */
function refuseImages({ project, declared, input }: OpenedBuild, names: readonly string[]): void {
  const images = input.functions.filter(({ image, logicalId }) => image !== undefined && names.includes(logicalId))
  const layers = names.filter((name) => declared.layers[name] !== undefined)
  const [first] = [...images.map(({ logicalId }) => logicalId), ...layers]
  if (first === undefined) return
  const what = layers.includes(first) ? 'a layer' : 'a container image'
  throw new ProjectError(
    'LAMBDA_NOT_PUBLISHABLE',
    `${first} is ${what}: its template names it, so it goes with its stack`,
    {
      hint: `project-deploy --project ${project.name} --env ${project.environment}`,
    },
  )
}
