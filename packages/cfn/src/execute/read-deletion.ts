import type { CloudFormationClient } from '@aws-sdk/client-cloudformation'
import type { Context } from '@project-utils/contract'
import { parseTemplate, statefulTypes, type Template } from '@project-utils/template'
import { importersOf } from '../plan/held-exports.ts'
import { ownedResources, readStack } from '../state/read.ts'
import { readStackRecords } from '../state/stack-records.ts'
import type { StackState } from '../state/state.ts'
import { isBusy } from '../state/status.ts'
import { settleStack } from './delete.ts'
import type { DeletionWorld, DoomedResource, DoomedStack } from './deletion.ts'
import { readDeletionBlocks } from './deletion-blocks.ts'
import { stackOrder } from './order.ts'
import type { StackBench } from './stack-bench.ts'

/** Nesting deeper than this is not looked into. */
const deepest = 5

/**
 * Looks at all that deleting stacks would delete: what they hold, nested stacks included, what their deployed templates
 * keep, what would stop it, and who imports what they export. Changes nothing.
 *
 * @throws ProjectError `AWS_*`
 */
export async function readDeletion(
  bench: StackBench,
  retain: readonly string[],
  context: Context,
): Promise<DeletionWorld> {
  const client = await bench.client()
  const [records, states] = await Promise.all([
    readStackRecords(bench.records),
    Promise.all(bench.stacks.map(({ name }) => readStack(client, name))),
  ])
  const settled = await Promise.all(states.map((state) => awaitDeletion(client, state, bench, context)))
  const order = orderOf(bench)
  const names = new Set(bench.stacks.map(({ name }) => name))
  const stacks = bench.stacks.map(async ({ key }, index): Promise<DoomedStack> => {
    const state = settled[index] as StackState
    const after = bench.stacks.map((one) => one.key).filter((other) => order[other]?.after.includes(key) === true)
    if (state.status === 'ABSENT') return { key, state, resources: [], blocks: [], imported: [], after }
    const [resources, imported] = await Promise.all([
      resourcesOf(client, state.arn ?? state.name, '', 0),
      importsOf(client, state, names),
    ])
    const open = resources.filter(({ retained, path }) => !retained && !retain.includes(path))
    const blocks = await readDeletionBlocks(
      bench.session,
      open.map(({ path, ...one }) => ({ ...one, logicalId: path })),
    )
    return { key, state, resources, blocks, imported, after }
  })
  return { scope: bench.scope, stacks: await Promise.all(stacks), records, accept: bench.accept, retain }
}

/** A deletion that is under way is watched to its end: that is what was asked for. */
async function awaitDeletion(
  client: CloudFormationClient,
  state: StackState,
  { waits }: StackBench,
  context: Context,
): Promise<StackState> {
  if (!waits || !isBusy(state.status)) return state
  context.emit({ type: 'warning', message: `stack ${state.name} is in ${state.status}; its end is awaited` })
  return await settleStack(client, { arn: state.arn ?? state.name, name: state.name, leaves: true }, context)
}

function orderOf({ project, templates, scope }: StackBench): ReturnType<typeof stackOrder> {
  const pseudo = { account: scope.account, region: scope.region }
  const linked = Object.entries(templates).map(([key, template]) => {
    const written = Object.entries(project.stacks[key]?.parameters ?? {})
    const parameters = Object.fromEntries(written.filter((one): one is [string, string] => typeof one[1] === 'string'))
    return [key, { template, parameters, pseudo: { ...pseudo, stackName: project.stacks[key]?.name ?? key } }] as const
  })
  return stackOrder(project.stacks, Object.fromEntries(linked))
}

async function resourcesOf(
  client: CloudFormationClient,
  stack: string,
  parent: string,
  depth: number,
): Promise<readonly DoomedResource[]> {
  const [owned, template] = await Promise.all([ownedResources(client, stack), deployedTemplate(client, stack)])
  const there = owned.filter(({ status, physicalId }) => status !== 'DELETE_COMPLETE' && physicalId !== '')
  const nested = there.map(async ({ logicalId, type, physicalId }): Promise<readonly DoomedResource[]> => {
    const path = parent === '' ? logicalId : `${parent}/${logicalId}`
    const policy = template?.resources[logicalId]?.deletionPolicy
    const retained = typeof policy === 'string' && policy.startsWith('Retain')
    const own: DoomedResource = { path, type, physicalId, retained, stateful: statefulTypes.has(type) }
    const isStack = type === 'AWS::CloudFormation::Stack' && physicalId.startsWith('arn:')
    if (!isStack || retained || depth === deepest) return [own]
    return [own, ...(await resourcesOf(client, physicalId, path, depth + 1))]
  })
  return (await Promise.all(nested)).flat()
}

/** What was deployed decides what is retained. Where it cannot be read nothing counts as retained, so that all is named. */
async function deployedTemplate(client: CloudFormationClient, stack: string): Promise<Template | undefined> {
  const { GetTemplateCommand } = await import('../sdk.ts')
  try {
    const { TemplateBody } = await client.send(new GetTemplateCommand({ StackName: stack, TemplateStage: 'Processed' }))
    return TemplateBody === undefined ? undefined : parseTemplate(TemplateBody, `the template of ${stack}`)
  } catch {
    return undefined
  }
}

async function importsOf(
  client: CloudFormationClient,
  { exports = {} }: StackState,
  doomed: ReadonlySet<string>,
): Promise<DoomedStack['imported']> {
  const asked = await Promise.all(
    Object.keys(exports).map(async (name) => {
      const importers = (await importersOf(client, name)).filter((stack) => !doomed.has(stack))
      return { name, importers }
    }),
  )
  return asked.filter(({ importers }) => importers.length > 0)
}
