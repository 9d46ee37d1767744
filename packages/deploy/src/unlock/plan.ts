import type { Draft, Refusal, Step } from '@project-utils/contract'
import type { UnlockWorld } from './world.ts'

type LockState = NonNullable<UnlockWorld['lock']>

/** Decides whether the lock is removed; pure. Without a lock there is nothing to do. */
export function planUnlock(world: UnlockWorld): Draft {
  const { scope, lock } = world
  return {
    kind: 'unlock',
    scopes: [scope],
    steps: lock === undefined ? [] : [unlockStep(lock)],
    // Renewals change when it ends, not whose it is.
    assumes: lock === undefined ? {} : { lock: `run ${lock.run} since ${lock.since}` },
    refusals: lock === undefined ? [] : refusalsOf(lock, world),
    notes: lock === undefined || lock.over ? [] : [stillWorks(lock)],
  }
}

function unlockStep(lock: LockState): Step {
  return {
    id: 'unlock',
    kind: 'unlock',
    title: `Remove the lock of ${nameOf(lock)}`,
    why: `${lock.over ? 'its holder is gone: it is void already' : 'its run was named by --run'}; held since ${lock.since}`,
    needs: [],
    action: 'remove',
    undo: 'impossible',
    risks: [],
    input: { run: lock.run },
  }
}

function refusalsOf(lock: LockState, { named, selection }: UnlockWorld): readonly Refusal[] {
  if (named !== undefined && named !== lock.run) {
    return [
      {
        code: 'RECORDS_LOCK_CHANGED',
        message: `the lock is held by ${nameOf(lock)}, not by run ${named}`,
        hint: `see who works there: project-deploy status ${selection}`,
      },
    ]
  }
  if (lock.over || named === lock.run) return []
  const command = `project-deploy unlock ${selection} --run ${lock.run}`
  return [
    {
      code: 'DEPLOY_LOCK_ALIVE',
      message: `the lock is held by ${nameOf(lock)}, which renewed it within the last minute`,
      hint: `wait for it with --wait, or end that run where it runs; if it is certain that it does nothing any more: ${command}`,
    },
  ]
}

function stillWorks({ run }: LockState): string {
  return `Run ${run} still renews its lock. Without it, it begins no new change, but what it has begun goes on in AWS, beside whatever comes next.`
}

function nameOf({ actor, host, command, run, link }: LockState): string {
  return `${actor} on ${host} (${command}, run ${run}${link === undefined ? '' : `, ${link}`})`
}
