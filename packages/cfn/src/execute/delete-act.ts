import type { Act, Answer, Context, Ending, Json, StepResult } from '@project-utils/contract'
import { saveLocalCloud } from '@project-utils/local-cloud'
import { recordStacks } from '../state/stack-records.ts'
import { deleteStack } from './delete.ts'
import type { DeletionWorld } from './deletion.ts'
import { leavesChanges } from './leaves-changes.ts'
import { type DeletionInput, planDeletion } from './plan-deletion.ts'
import { readDeletion } from './read-deletion.ts'
import type { StackBench } from './stack-bench.ts'

/**
 * The act of deleting stacks, each before those that it takes something of. All that goes is named first, nothing is
 * emptied, and what the templates retain is told afterwards.
 */
export function deleteAct(bench: StackBench, retain: readonly string[]): Act<DeletionWorld> {
  const { scope, selection, findings } = bench
  return {
    command: 'cfn delete',
    scopes: [scope],
    read: (context) => readDeletion(bench, retain, context),
    plan: (world) => planDeletion(world, selection),
    alwaysAsk: 'a stack that is deleted cannot be brought back',
    guard: () => bench.session.guard(scope),
    apply: async (step, _known, _plan, _world, context) =>
      await applyDeletion(step.input as DeletionInput, bench, context),
    close: async (ending, _plan, world) => {
      const gone = ending.done.map(({ step }) => (step.input as DeletionInput).key)
      const recorded = gone.filter((key) => world.records.stacks[key] !== undefined)
      const taken = Object.fromEntries(recorded.map((key) => [key, undefined]))
      const unrecorded = await recordStacks(bench.records, world.records, taken)
      if (bench.cloud !== undefined && gone.length > 0) await saveLocalCloud(bench.cloud)
      const answer = closingAnswer(ending, world, bench)
      return { ...answer, findings: [...(answer.findings ?? []), ...unrecorded] }
    },
    leavesChanges,
    nothing: ({ stacks }) => ({
      data: {
        outcome: 'nothing to do',
        stacks: stacks.map(({ key, state }) => ({ stack: key, name: state.name, outcome: 'not there' })),
      },
      findings,
    }),
  }
}

async function applyDeletion(
  { arn, retain }: DeletionInput,
  { client }: StackBench,
  context: Context,
): Promise<StepResult> {
  await deleteStack(await client(), arn, { retain }, context)
  return { outcome: 'done' }
}

function closingAnswer({ outcome, done }: Ending, world: DeletionWorld, { selection, findings }: StackBench): Answer {
  const gone = new Set(done.map(({ step }) => (step.input as DeletionInput).key))
  const rows = world.stacks.map(({ key, state, resources }): Json => {
    const stays = resources.filter(({ retained, path }) => retained || world.retain.includes(path))
    const left = stays.map(({ path, type, physicalId }) => ({ resource: path, type, id: physicalId }))
    const end = gone.has(key) ? 'deleted' : state.status === 'ABSENT' ? 'not there' : 'not deleted'
    return { stack: key, name: state.name, outcome: end, ...(gone.has(key) ? { retained: left } : {}) }
  })
  const next = {
    command: `project-cfn delete ${selection}`,
    why: 'clear what blocks, then delete again: it goes on from what is there',
  }
  return { data: { outcome, stacks: rows }, findings, ...(outcome === 'succeeded' ? {} : { next }) }
}
