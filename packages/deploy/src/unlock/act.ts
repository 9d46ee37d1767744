import type { Act, Answer, Ending } from '@project-utils/contract'
import type { LockState } from '@project-utils/records'
import type { Workbench } from '../workbench.ts'
import { planUnlock } from './plan.ts'
import type { UnlockWorld } from './world.ts'

/**
 * The act of removing the lock of a target. One whose holder is gone is void, and the next change takes it over anyway; a
 * living holder's lock goes only where `named` names its run, and a person is asked in every tier. It takes no lock.
 */
export function unlockAct(bench: Workbench, named?: string): Act<UnlockWorld> {
  const { records, scope, selection } = bench
  return {
    command: 'deploy unlock',
    scopes: [scope],
    ...(named === undefined ? {} : { alwaysAsk: 'the lock is taken from a run that may still work' }),
    read: async () => {
      const lock = await records.lock.read(scope)
      return { scope, selection, ...(lock === undefined ? {} : { lock }), ...(named === undefined ? {} : { named }) }
    },
    plan: planUnlock,
    guard: () => bench.session.guard(scope),
    apply: async (step) => {
      await records.lock.break(scope, (step.input as { readonly run: string }).run)
      return { outcome: 'done' }
    },
    close: async ({ outcome }: Ending, _plan, { lock }): Promise<Answer> => ({
      data: { outcome: outcome === 'succeeded' ? 'unlocked' : outcome, lock: toldOf(lock) },
      next: { command: `project-deploy status ${selection}`, why: 'see what that run left' },
    }),
    nothing: () => ({ data: { outcome: 'nothing to do', lock: null } }),
  }
}

function toldOf(lock: LockState | undefined) {
  if (lock === undefined) return null
  const { run, actor, host, command, since, link, over } = lock
  return { run, actor, host, command, since, over, ...(link === undefined ? {} : { link }) }
}
