/** Stacks in any state, with the events that led there. */
import type { Cloud } from './cloud/cloud.ts'
import { beginOperation, tellResource, tellStack } from './cloud/events.ts'
import type { Definition, Resource, Stack } from './cloud/model.ts'
import { makeStack } from './cloud/stacks.ts'
import { createStack, rollBackCreation } from './operation/create.ts'
import { deleteStack } from './operation/delete.ts'
import { rollBackUpdate } from './operation/roll-back.ts'
import { endOperation } from './operation/run.ts'
import { keepStable } from './operation/stable.ts'
import { reasons } from './sources.ts'
import { declaredParameters, readTemplate } from './template/read.ts'

/** A stack that is there from the beginning. */
export interface Seed {
  readonly name: string
  /** One of the 23. */
  readonly status: string
  /** Default: one topic and one queue. */
  readonly template?: string
  readonly parameters?: Readonly<Record<string, string>>
  readonly tags?: Readonly<Record<string, string>>
  readonly protected?: boolean
  readonly policy?: string
  /** Why it failed; default: as a resource does. */
  readonly reason?: string
  /** Whether a state in progress goes on to its end with the ticks. Default: it stays for ever. */
  readonly goesOn?: boolean
}

const plainTemplate = 'Resources:\n  Topic:\n    Type: AWS::SNS::Topic\n  Queue:\n    Type: AWS::SQS::Queue\n'

/** Puts a stack into an account, in the state that it is said to have. */
export function seedStack(cloud: Cloud, seed: Seed): Stack {
  const template = readTemplate(seed.template ?? plainTemplate)
  const parameters = Object.fromEntries(
    declaredParameters(template).map(({ name, default: fallback = '' }) => [name, seed.parameters?.[name] ?? fallback]),
  )
  const definition: Definition = {
    template,
    parameters,
    tags: seed.tags ?? {},
    capabilities: ['CAPABILITY_NAMED_IAM', 'CAPABILITY_AUTO_EXPAND'],
  }
  const stack = makeStack(cloud, seed.name, definition, { protected: seed.protected ?? false })
  if (seed.policy !== undefined) stack.policy = seed.policy
  if (seed.status === 'REVIEW_IN_PROGRESS') {
    stack.definition = { ...definition, template: { body: '', value: { Resources: {} }, transforms: [] } }
    tellStack(cloud, stack, 'REVIEW_IN_PROGRESS', reasons.begun)
    return stack
  }
  beginOperation(cloud, stack, 'CREATE_STACK')
  if (seed.status === 'CREATE_IN_PROGRESS') {
    if (seed.goesOn === true) return runs(cloud, stack, createStack(cloud, stack, 'ROLLBACK'))
    tellStack(cloud, stack, 'CREATE_IN_PROGRESS', reasons.begun)
    return stack
  }
  finish(createStack(cloud, stack, 'ROLLBACK'))
  endOperation(cloud, stack)
  lead(cloud, stack, seed)
  return stack
}

/** Leads a stack that is complete on to another state, told as CloudFormation would. */
function lead(
  cloud: Cloud,
  stack: Stack,
  { status, reason = 'Resource handler returned message: "it broke"', goesOn }: Seed,
): void {
  const [first] = stack.resources.values()
  if (first === undefined || status === 'CREATE_COMPLETE') return
  const path = paths[status]
  if (path === undefined) throw new Error(`no stack is in ${status}`)
  const forgets = /^(CREATE|ROLLBACK)_/.test(status)
  if (forgets) {
    delete stack.stable
    stack.outputs = []
    stack.events.splice(0, stack.events.length)
    tellStack(cloud, stack, 'CREATE_IN_PROGRESS', reasons.begun)
  }
  if (status.startsWith('IMPORT') || status.startsWith('UPDATE')) stack.updatedAt = cloud.now()
  for (const { says, fails, why, as } of path) {
    if (says.endsWith('_IN_PROGRESS') && why === 'begun') beginOperation(cloud, stack, as ?? 'UPDATE_STACK')
    if (fails !== undefined) fail(cloud, stack, first, fails, reason)
    const verb = status.startsWith('UPDATE')
      ? 'update'
      : status.startsWith('IMPORT')
        ? 'import'
        : status === 'CREATE_FAILED'
          ? 'create'
          : 'delete'
    const told = reasons.failed(verb, first.logicalId)
    tellStack(
      cloud,
      stack,
      says,
      why === 'begun'
        ? reasons.begun
        : why === 'failed'
          ? told
          : why === 'back'
            ? reasons.createRolledBack(reasons.failed('create', first.logicalId))
            : undefined,
    )
  }
  if (!status.endsWith('_IN_PROGRESS')) endOperation(cloud, stack)
  settle(cloud, stack, status)
  if (goesOn === true && status.endsWith('_IN_PROGRESS')) runs(cloud, stack, restOf(cloud, stack, status))
}

interface Step {
  readonly says: string
  readonly why?: 'begun' | 'failed' | 'back'
  /** The status of a resource that has failed before. */
  readonly fails?: string
  readonly as?: string
}

const begun = (says: string, as?: string): Step => ({ says, why: 'begun', ...(as === undefined ? {} : { as }) })
const update = begun('UPDATE_IN_PROGRESS')
const broken: Step = { says: 'UPDATE_ROLLBACK_IN_PROGRESS', why: 'failed', fails: 'UPDATE_FAILED' }
const back: Step = { says: 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS' }
const gone: Step = { says: 'ROLLBACK_IN_PROGRESS', why: 'back', fails: 'CREATE_FAILED' }
const importing = begun('IMPORT_IN_PROGRESS')
const unimported: Step = { says: 'IMPORT_ROLLBACK_IN_PROGRESS', why: 'failed', fails: 'IMPORT_FAILED' }

/** The stack's own statuses on the way from a completed creation. Source: the table of states in the user guide. */
const paths: Readonly<Record<string, readonly Step[]>> = {
  CREATE_FAILED: [{ says: 'CREATE_FAILED', why: 'failed', fails: 'CREATE_FAILED' }],
  ROLLBACK_IN_PROGRESS: [gone],
  ROLLBACK_COMPLETE: [gone, { says: 'ROLLBACK_COMPLETE' }],
  ROLLBACK_FAILED: [gone, { says: 'ROLLBACK_FAILED', why: 'failed', fails: 'DELETE_FAILED' }],
  UPDATE_IN_PROGRESS: [update],
  UPDATE_COMPLETE_CLEANUP_IN_PROGRESS: [update, { says: 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS' }],
  UPDATE_COMPLETE: [update, { says: 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS' }, { says: 'UPDATE_COMPLETE' }],
  UPDATE_FAILED: [update, { says: 'UPDATE_FAILED', why: 'failed', fails: 'UPDATE_FAILED' }],
  UPDATE_ROLLBACK_IN_PROGRESS: [update, broken],
  UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS: [update, broken, back],
  UPDATE_ROLLBACK_COMPLETE: [update, broken, back, { says: 'UPDATE_ROLLBACK_COMPLETE' }],
  UPDATE_ROLLBACK_FAILED: [update, broken, { says: 'UPDATE_ROLLBACK_FAILED', why: 'failed', fails: 'UPDATE_FAILED' }],
  DELETE_IN_PROGRESS: [begun('DELETE_IN_PROGRESS', 'DELETE_STACK')],
  DELETE_FAILED: [
    begun('DELETE_IN_PROGRESS', 'DELETE_STACK'),
    { says: 'DELETE_FAILED', why: 'failed', fails: 'DELETE_FAILED' },
  ],
  DELETE_COMPLETE: [begun('DELETE_IN_PROGRESS', 'DELETE_STACK'), { says: 'DELETE_COMPLETE' }],
  IMPORT_IN_PROGRESS: [importing],
  IMPORT_COMPLETE: [importing, { says: 'IMPORT_COMPLETE' }],
  IMPORT_ROLLBACK_IN_PROGRESS: [importing, unimported],
  IMPORT_ROLLBACK_COMPLETE: [importing, unimported, { says: 'IMPORT_ROLLBACK_COMPLETE' }],
  IMPORT_ROLLBACK_FAILED: [
    importing,
    unimported,
    { says: 'IMPORT_ROLLBACK_FAILED', why: 'failed', fails: 'IMPORT_ROLLBACK_FAILED' },
  ],
}

function fail(cloud: Cloud, stack: Stack, { logicalId }: Resource, status: string, reason: string): void {
  const resource = stack.resources.get(logicalId)
  if (resource !== undefined) tellResource(cloud, stack, resource, status, { reason })
}

/** What a state leaves of the resources. */
function settle(cloud: Cloud, stack: Stack, status: string): void {
  if (/^(ROLLBACK_COMPLETE|DELETE_COMPLETE)$/.test(status)) {
    for (const resource of stack.resources.values()) {
      stack.resources.set(resource.logicalId, { ...resource, status: 'DELETE_COMPLETE' })
    }
    cloud.physical.splice(0, cloud.physical.length, ...cloud.physical.filter(({ owner }) => owner !== stack.id))
  }
  if (status === 'DELETE_COMPLETE') stack.deletedAt = cloud.now()
  if (!/^(UPDATE|IMPORT)(_ROLLBACK)?_COMPLETE$/.test(status)) return
  for (const resource of stack.resources.values()) {
    stack.resources.set(resource.logicalId, {
      ...resource,
      status: status.startsWith('IMPORT') ? 'IMPORT_COMPLETE' : 'UPDATE_COMPLETE',
    })
  }
  keepStable(stack)
}

/** How a state in progress goes on. */
function* restOf(cloud: Cloud, stack: Stack, status: string): Generator<void, void> {
  yield
  if (status === 'ROLLBACK_IN_PROGRESS') return yield* rollBackCreation(cloud, stack, reasons.begun)
  if (status === 'DELETE_IN_PROGRESS') return yield* deleteStack(cloud, stack, {})
  if (status === 'UPDATE_ROLLBACK_IN_PROGRESS') return yield* rollBackUpdate(cloud, stack, reasons.begun, [])
  const end = status.replace(/(_COMPLETE_CLEANUP)?_IN_PROGRESS$/, '_COMPLETE')
  tellStack(cloud, stack, end)
  settle(cloud, stack, end)
}

function runs(_: Cloud, stack: Stack, work: Generator<void, void>): Stack {
  stack.running = work
  stack.running.next()
  return stack
}

function finish(work: Generator<void, void>): void {
  while (work.next().done !== true);
}
