import type { Scope } from '@project-utils/contract'
import type { LockState } from '@project-utils/records'
import { describe, expect, it } from 'vitest'
import { planUnlock } from './plan.ts'
import type { UnlockWorld } from './world.ts'

const scope: Scope = {
  ...{ project: 'shop', environment: 'dev', tier: 'full', account: '111111111111', region: 'eu-west-1' },
}
const lock: LockState = {
  ...{ run: 'r1', actor: 'ada', command: 'deploy', host: 'laptop', pid: 7, link: 'https://ci/1' },
  ...{ since: '2026-11-21T16:00:00.000Z', expires: '2026-11-21T16:01:00.000Z', over: false },
}
const plan = (more: Partial<UnlockWorld> = {}) => planUnlock({ scope, selection: '--project shop --env dev', ...more })

describe('the plan of an unlock', () => {
  it('is empty where nobody holds the lock', () => {
    expect(plan()).toMatchObject({ steps: [], refusals: [] })
    expect(plan({ named: 'r1' })).toMatchObject({ steps: [], refusals: [] })
  })

  it('names whose lock goes, where its holder is gone', () => {
    const draft = plan({ lock: { ...lock, over: true } })
    expect(draft.refusals).toEqual([])
    expect(draft.notes).toEqual([])
    expect(draft.steps).toMatchObject([
      {
        title: 'Remove the lock of ada on laptop (deploy, run r1, https://ci/1)',
        why: 'its holder is gone: it is void already; held since 2026-11-21T16:00:00.000Z',
      },
    ])
  })

  it('refuses the lock of a living holder, and tells how its run is named', () => {
    const [refusal] = plan({ lock }).refusals
    expect(refusal?.code).toBe('DEPLOY_LOCK_ALIVE')
    expect(refusal?.hint).toContain('project-deploy unlock --project shop --env dev --run r1')
  })

  it('takes it from the run that is named, with a warning that it may still work', () => {
    const draft = plan({ lock, named: 'r1' })
    expect(draft.refusals).toEqual([])
    expect(draft.notes[0]).toContain('Run r1 still renews its lock')
  })

  it('refuses where another run than the one named holds it, dead or alive', () => {
    for (const over of [true, false]) {
      expect(plan({ lock: { ...lock, over }, named: 'r0' }).refusals).toMatchObject([{ code: 'RECORDS_LOCK_CHANGED' }])
    }
  })

  it('assumes whose lock it is, not when it was renewed', () => {
    const later = { ...lock, expires: '2026-11-21T16:09:00.000Z' }
    expect(plan({ lock: later }).assumes).toEqual(plan({ lock }).assumes)
    expect(plan({ lock: { ...lock, run: 'r2' } }).assumes).not.toEqual(plan({ lock }).assumes)
  })
})
