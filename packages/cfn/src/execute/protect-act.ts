import type { Act, Json } from '@project-utils/contract'
import { readStack } from '../state/read.ts'
import type { StackState } from '../state/state.ts'
import { protectStack } from './handling.ts'
import type { StackBench } from './stack-bench.ts'

interface ProtectWorld {
  readonly stacks: readonly { readonly key: string; readonly state: StackState }[]
}

/** The act of turning the termination protection of stacks on or off; a stack that does not exist is passed over. */
export function protectAct(bench: StackBench, protect: boolean): Act<ProtectWorld> {
  const { scope, findings, selection } = bench
  return {
    command: 'cfn protect',
    scopes: [scope],
    read: async () => {
      const client = await bench.client()
      const stacks = bench.stacks.map(async ({ key, name }) => ({ key, state: await readStack(client, name) }))
      return { stacks: await Promise.all(stacks) }
    },
    plan: ({ stacks }) => {
      const open = stacks.filter(({ state }) => state.status !== 'ABSENT' && state.terminationProtection !== protect)
      const back = open.filter(({ key }) => !protect && bench.project.stacks[key]?.protect === true)
      return {
        kind: 'protect',
        scopes: [scope],
        steps: open.map(({ key, state }) => ({
          id: `protect.${key}`,
          kind: 'protect',
          title: protect ? `Protect stack ${state.name} from deletion` : `Let stack ${state.name} be deleted`,
          why: protect ? 'anybody with the right to could delete it' : 'a protected stack refuses to be deleted',
          needs: [],
          action: 'modify',
          undo: 'by hand',
          risks: [],
          changes: [
            { subject: state.name, action: 'modify', path: 'terminationProtection', before: !protect, after: protect },
          ],
          input: { key },
        })),
        assumes: {},
        refusals: [],
        notes: back.map(({ key }) => `the next deployment of ${key} protects it again, as its configuration says`),
      }
    },
    ...(protect ? {} : { alwaysAsk: 'a stack without protection can be deleted' }),
    guard: () => bench.session.guard(scope),
    apply: async (step, _known, _plan, { stacks }) => {
      const { key } = step.input as { readonly key: string }
      const state = stacks.find((one) => one.key === key)?.state
      if (state !== undefined) await protectStack(await bench.client(), state, protect)
      return { outcome: 'done' }
    },
    close: async ({ outcome, done }, _plan, { stacks }) => {
      const set = new Set(done.map(({ step }) => (step.input as { readonly key: string }).key))
      const next = {
        command: `project-cfn protect ${protect ? 'on' : 'off'} ${selection}`,
        why: 'it goes on with the rest',
      }
      return {
        data: {
          outcome,
          stacks: stacks.map(({ key, state }) => rowOf(key, state, set.has(key) ? protect : undefined)),
        },
        findings,
        ...(outcome === 'succeeded' ? {} : { next }),
      }
    },
    nothing: ({ stacks }) => ({
      data: { outcome: 'nothing to do', stacks: stacks.map(({ key, state }) => rowOf(key, state, undefined)) },
      findings,
    }),
  }
}

function rowOf(key: string, { name, status, terminationProtection }: StackState, set: boolean | undefined): Json {
  return { stack: key, name, protected: status === 'ABSENT' ? null : (set ?? terminationProtection) }
}
