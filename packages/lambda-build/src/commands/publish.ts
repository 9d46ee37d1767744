import { confirmDecision, type Invocation } from '@project-utils/cli'
import { type Envelope, type ErrorTable, type Finding, ProjectError } from '@project-utils/contract'
import { saveLocalCloud } from '@project-utils/local-cloud'
import { perform } from '@project-utils/run'
import { publishAct } from '../publish/publish-act.ts'
import { leftNote } from '../publish/publish-plan.ts'
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
  const left = invocation.arguments.length > 0 ? [] : leftToStacks(opened)
  const act = publishAct({
    ...account,
    ...onceBuilt({ ...opened.input, layers, shared: records.builds }, holder.actor),
    declared: opened.declared.functions,
    layers,
    left,
    ...(typeof alias === 'string' ? { alias } : {}),
    guard: () => session.guard(scope),
    ...(cloud === undefined ? {} : { end: () => saveLocalCloud(cloud) }),
    findings: [...opened.findings, ...leftFindings(left, account.selection)],
  })
  return await perform(act, {
    ...invocation.options(errorTables),
    ports: { lock: records.lock, audit: records.audit },
    holder,
    dryRun: invocation.flags['dry-run'] === true,
    decide: confirmDecision(invocation),
  })
}

/** Images, and layers of templates: they change together with the template that names them. */
function leftToStacks({ declared, input }: OpenedBuild): readonly string[] {
  const images = input.functions.filter(({ image }) => image !== undefined)
  const layers = (input.layers ?? []).filter(({ logicalId }) => declared.layers[logicalId] !== undefined)
  return [...images, ...layers].map(({ logicalId }) => logicalId)
}

/** Told also where nothing is to be done and no plan is shown. */
function leftFindings(left: readonly string[], selection: string): readonly Finding[] {
  if (left.length === 0) return []
  const message = `${leftNote(left)}; whether they changed was not looked at`
  const fix = `project-deploy ${selection}`
  return [{ rule: 'lambda/left-to-stack', category: 'operation', severity: 'info', message, fix }]
}

/** Who names one of them hears why not. */
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
