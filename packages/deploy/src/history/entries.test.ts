import type { AuditEntry, Release } from '@project-utils/contract'
import { describe, expect, it } from 'vitest'
import { type AuditLine, historyEntries } from './entries.ts'
import { checksOf } from './question.ts'

function release(seq: number, more: Partial<Release> = {}): Release {
  return {
    v: 1,
    id: `r${seq}`,
    seq,
    run: `r${seq}`,
    outcome: 'succeeded',
    startedAt: `2026-11-21T16:0${seq}:00.000Z`,
    endedAt: `2026-11-21T16:0${seq}:30.000Z`,
    actor: 'ada',
    toolVersion: '0.1.0',
    fingerprint: 'f',
    ...{ stacks: {}, functions: {}, checks: [], steps: [] },
    ...more,
  } as Release
}

const done = (...ids: readonly string[]) => ids.map((id) => ({ id, outcome: 'done', ms: 5 }))

function audit(run: string, at: string, more: Partial<AuditEntry>): AuditLine {
  const entry = { kind: 'intent', command: 'deploy', actor: 'bob', fingerprint: 'f', steps: [], ...more } as AuditEntry
  return { run, at: `2026-11-21T${at}.000Z`, entry }
}

describe('a history', () => {
  it('tells what each release changed, how long it took and what its checks came to', () => {
    const steps = done(
      'blobs',
      'stack.app',
      'publish.Api',
      'gate',
      'alias.Api',
      'site.assets',
      'site.pages',
      'suite.smoke',
    )
    const checks = [
      { suite: 'gate', passed: 2, failed: 0 },
      { suite: 'smoke', passed: 3, failed: 0 },
    ]
    const [entry] = historyEntries({ releases: [release(1, { steps, checks, commit: 'c0ffee' })], audit: [] })
    expect(entry).toMatchObject({ act: 'deploy', release: 'r1', outcome: 'succeeded', commit: 'c0ffee', ms: 30_000 })
    expect(entry?.changed).toEqual(['stack app', 'Api', 'site'])
    expect(checksOf(entry?.checks ?? expect.fail())).toBe('5 passed')
  })

  it('counts a version that never got traffic as no change, and names the gate that failed', () => {
    const steps = [
      ...done('publish.Api'),
      { id: 'gate', outcome: 'failed', ms: 9 },
      { id: 'alias.Api', outcome: 'not started', ms: 0 },
    ]
    const [entry] = historyEntries({ releases: [release(1, { outcome: 'failed', steps })], audit: [] })
    expect(entry?.changed).toEqual([])
    expect(checksOf(entry?.checks ?? expect.fail())).toBe('gate failed')
  })

  it('names functions without an alias by what differs from the release before', () => {
    const functions = (manifest: string) => ({
      Job: { name: 'job', mode: 'after', manifest, codeSha256: 'x' } as const,
    })
    const releases = [release(2, { functions: functions('b') }), release(1, { functions: functions('a') })]
    expect(historyEntries({ releases, audit: [] }).map(({ changed }) => changed)).toEqual([['Job'], []])
  })

  it('tells a run that was killed from one that still works', () => {
    const { endedAt: _none, ...open } = release(1, { outcome: 'started' })
    const outcomes = ['r1', 'r0', undefined].map((holder) => {
      const input = { releases: [open], audit: [], ...(holder === undefined ? {} : { holder }) }
      return historyEntries(input)[0]
    })
    expect(outcomes.map((entry) => entry?.outcome)).toEqual(['running', 'killed', 'killed'])
    expect(outcomes[0]?.ms).toBeUndefined()
  })

  it('says what an environment was returned to, and that it was destroyed', () => {
    const releases = [
      release(3, { kind: 'destroy', steps: done('stack.app') }),
      release(2, { rollbackOf: 'r0', outcome: 'rolled-back' }),
    ]
    expect(historyEntries({ releases, audit: [] })).toMatchObject([
      { act: 'destroy', changed: ['the environment was removed'] },
      { act: 'rollback to r0', outcome: 'rolled-back' },
    ])
  })

  it('tells acts without a release by the audit trail, in their place, and those that never ended', () => {
    const title = 'Remove the lock of ada'
    const lines = [
      audit('u2', '16:05:00', { command: 'cfn deploy' }),
      audit('u1', '16:01:33', {
        ...{ kind: 'outcome', command: 'deploy unlock', outcome: 'succeeded' },
        steps: [{ id: 'unlock', title, outcome: 'done' }],
      }),
      audit('u1', '16:01:31', { command: 'deploy unlock', steps: [{ id: 'unlock', title }] }),
      audit('r1', '16:01:00', {}),
    ]
    expect(historyEntries({ releases: [release(2), release(1)], audit: lines })).toMatchObject([
      { act: 'cfn deploy', run: 'u2', outcome: 'killed', actor: 'bob' },
      { release: 'r2' },
      { act: 'unlock', outcome: 'succeeded', ms: 2000, changed: [title] },
      { release: 'r1' },
    ])
  })

  it('calls steps by the titles that the audit trail kept', () => {
    const lines = [audit('r1', '16:01:00', { steps: [{ id: 'stack.app', title: 'Update stack app' }] })]
    const [entry] = historyEntries({ releases: [release(1, { steps: done('stack.app', 'gate') })], audit: lines })
    expect(entry?.steps.map(({ title }) => title)).toEqual(['Update stack app', 'gate'])
  })
})
