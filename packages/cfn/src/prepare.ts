import type { CloudFormationClient } from '@aws-sdk/client-cloudformation'
import { type Context, ProjectError } from '@project-utils/contract'
import { parseTemplate, type ResolvedTemplate, resolveTemplate } from '@project-utils/template'
import { type ChangeSetView, viewChanges } from './change-set/change-set-view.ts'
import { type DescribedChangeSet, describeChangeSet } from './change-set/describe-change-set.ts'
import { discardChangeSet } from './change-set/discard-change-set.ts'
import { changeSetType, sendChangeSet } from './change-set/send-change-set.ts'
import { type CreateOrUpdate, stackInput } from './execute/stack-input.ts'
import { exportRefusals, heldExports } from './plan/held-exports.ts'
import { type PreviousTemplate, pseudoOf, resolvePrevious } from './plan/previous-template.ts'
import { policyRefusals } from './plan/stack-policy.ts'
import { updateRefusalsOf } from './plan/update-refusals.ts'
import type { DesiredStack } from './state/desired.ts'
import type { StackState } from './state/state.ts'
import { stackGroup } from './state/status.ts'
import { explainFailedChangeSet } from './validation.ts'
import { adaptivePace, type Pace } from './watch/pace.ts'

/**
 * Makes a change set named after the release and reads it: what would happen, without anything happening. One that turns
 * out empty, or that CloudFormation refuses, is deleted again. Only a stack that is to be created or updated takes one:
 * one that is deleted first gets it at its turn.
 *
 * @throws ProjectError `CFN_CHANGE_SET_FAILED`, `CFN_TEMPLATE_TOO_LARGE`, `AWS_*`
 */
export async function prepareStack(
  client: CloudFormationClient,
  desired: DesiredStack,
  state: StackState,
  release: string,
  context: Context,
  previous?: PreviousTemplate,
): Promise<ChangeSetView> {
  const group = stackGroup(state.status)
  if (group !== 'create' && group !== 'update') {
    throw new ProjectError(
      'CFN_CHANGE_SET_FAILED',
      `stack ${state.name} is in ${state.status} and takes no change set`,
      {
        hint: 'run the command again: its plan says what is right next',
      },
    )
  }
  context.signal.throwIfAborted()
  return await createChangeSet(client, stackInput(desired, state, group), release, {
    resolved: desired.resolved,
    madeShell: state.status === 'ABSENT',
    ...(state.exports === undefined ? {} : { exports: state.exports }),
    ...(previous === undefined ? {} : { previous }),
  })
}

/** What making a change set knows besides its input. */
export interface ChangeSetOptions {
  /** The template to judge risks by; default: parsed from the body. */
  readonly resolved?: ResolvedTemplate
  /** The template in force, where it is known: it tells what gets wider. */
  readonly previous?: PreviousTemplate
  /** Whether there was no stack before. */
  readonly madeShell: boolean
  /** What the stack exports now: one that goes or changes is looked for in other stacks. */
  readonly exports?: StackState['exports']
  readonly pace?: Pace
}

/** Makes and reads a change set from a step's input; see `prepareStack`. */
export async function createChangeSet(
  client: CloudFormationClient,
  input: CreateOrUpdate,
  release: string,
  options: ChangeSetOptions,
): Promise<ChangeSetView> {
  const resolved = options.resolved ?? resolvedOf(input)
  const nests = Object.values(resolved.resources).some(({ type }) => type === 'AWS::CloudFormation::Stack')
  const { view, described } = await makeChangeSet(client, input, release, options, nests)
  if (described.status === 'empty') {
    await discardChangeSet(client, view)
    return view
  }
  const stack = { name: input.name, arn: view.stackArn }
  const before = resolvePrevious(options.previous, stack)
  const grounds = before === undefined ? { resolved } : { resolved, before, previous: before.template }
  const told = viewChanges(described.changes, grounds, `stack.${input.key}`)
  const { exports = {} } = options
  const replaced = described.changes.flatMap((change) =>
    change.within === undefined && change.action === 'modify' && change.replacement === 'True'
      ? [change.logicalId]
      : [],
  )
  const under = { exports, keep: input.keep, replaced, parameters: input.parameters, pseudo: pseudoOf(stack) }
  const held = await heldExports(client, resolved, under)
  const policy = input.handling?.policy
  const refusals = [
    ...(await updateRefusalsOf(described.changes, grounds)),
    ...exportRefusals(input.name, held),
    ...(policy === undefined ? [] : policyRefusals(input.name, told.changes, policy)),
  ]
  return { ...view, ...told, ...(refusals.length === 0 ? {} : { refusals }), empty: false }
}

interface Made {
  readonly view: ChangeSetView
  readonly described: DescribedChangeSet
}

/** Where the change sets of nested stacks cannot be made, such as for parameters that another one has yet to give, it is made without. */
async function makeChangeSet(
  client: CloudFormationClient,
  input: CreateOrUpdate,
  release: string,
  options: ChangeSetOptions,
  nested: boolean,
): Promise<Made> {
  const { madeShell, pace = adaptivePace } = options
  const name = changeSetName(release)
  const { id, stackArn } = await sendChangeSet(client, input, { name, nested, pace })
  const type = changeSetType(input)
  const view = { id, name, stackArn, type, changes: [], risks: [], empty: true, madeShell } as const
  const described = await describeChangeSet(client, id, pace)
  if (described.status !== 'failed') return { view, described }
  if (nested && /nested change ?set/i.test(described.reason)) {
    await discardChangeSet(client, { ...view, madeShell: false })
    return await makeChangeSet(client, input, release, options, false)
  }
  const failure = await explainFailedChangeSet(client, input.name, id, described.reason)
  // Whether the clean-up works or not, the person needs the first failure; the next release finds what is left.
  await discardChangeSet(client, view).catch(() => undefined)
  throw failure
}

/**
 * A change set's name, in the characters that CloudFormation takes: it holds the release id, or begins with `plan-` where
 * it is kept for later, so that nobody takes it for the rest of a release.
 */
export function changeSetName(release: string): string {
  const name = release.startsWith('plan-') ? release : `release-${release}`
  return name.replace(/[^A-Za-z0-9-]/g, '-').slice(0, 128)
}

function resolvedOf({ body, name, parameters }: CreateOrUpdate): ResolvedTemplate {
  // Without the body, policies are judged by the change set alone, which is the stricter way.
  const text = body ?? '{"Resources":{"Unknown":{"Type":"Custom::Unknown"}}}'
  return resolveTemplate(parseTemplate(text, name), { parameters, pseudo: { stackName: name } })
}
