import type { Release } from '@project-utils/contract'
import { describe, expect, it } from 'vitest'
import { deployedWorld } from '../world.test.fixture.ts'
import { findTarget, isSettled } from './find-target.ts'

const good = deployedWorld().actual.good as Release

function release(seq: number, more: Partial<Release> = {}): Release {
  return { ...good, id: `r${seq}`, run: `r${seq}`, seq, ...more }
}

function find(releases: readonly Release[], wanted?: string, stands?: Release | null): Release {
  const [latest = good] = releases
  const last = stands === undefined ? (releases.find(({ outcome }) => outcome === 'succeeded') ?? null) : stands
  const { id, seq, run, outcome } = latest
  const current = { value: { v: 1 as const, latest: { id, seq, run, outcome }, good: last }, etag: 'e' }
  return findTarget({ releases, current, wanted, selection: '--env dev' })
}

describe('the release to return to', () => {
  it('is the good one before what stands, past those that failed', () => {
    expect(find([release(4), release(3, { outcome: 'rolled-back' }), release(2), release(1)]).id).toBe('r2')
  })

  it('is the one before that, where what stands was returned to already', () => {
    expect(find([release(4, { rollbackOf: 'r2' }), release(3), release(2), release(1)]).id).toBe('r1')
  })

  it('is the last good one where the newest run did not end well', () => {
    expect(find([release(3, { outcome: 'failed' }), release(2), release(1)]).id).toBe('r2')
    expect(find([release(3, { outcome: 'rolled-back' }), release(2), release(1)]).id).toBe('r1')
  })

  it('is found by id and by number', () => {
    const releases = [release(3), release(2), release(1)]
    expect(find(releases, 'r1').id).toBe('r1')
    expect(find(releases, '2').id).toBe('r2')
  })

  it.each([
    ['r9', 'DEPLOY_RELEASE_UNKNOWN', 'no release r9'],
    ['r2', 'DEPLOY_RELEASE_UNFIT', 'ended as failed'],
    ['r0', 'DEPLOY_RELEASE_UNFIT', 'destroyed since'],
    ['r1', 'DEPLOY_RELEASE_UNFIT', 'it destroyed the environment'],
  ])('is not %s: %s', (wanted, code, message) => {
    const releases = [
      release(4),
      release(3),
      release(2, { outcome: 'failed' }),
      release(1, { kind: 'destroy' }),
      release(0),
    ]
    expect(() => find(releases, wanted)).toThrow(
      expect.objectContaining({
        code,
        message: expect.stringContaining(message),
        hint: 'releases to return to: r4 (4), r3 (3)',
      }),
    )
  })

  it('is none before the first, after the end, and where nothing succeeded', () => {
    const none = expect.objectContaining({ code: 'DEPLOY_NOTHING_BEFORE' })
    expect(() => find([release(1)])).toThrow(none)
    expect(() => find([release(1, { outcome: 'failed' })])).toThrow(none)
    expect(() => find([release(2, { kind: 'destroy' }), release(1)], 'r1')).toThrow(none)
  })
})

it('takes what is recorded for true after a release that was taken back', () => {
  const outcomes = ['started', 'succeeded', 'failed', 'rolled-back', 'interrupted'] as const
  expect(outcomes.filter(isSettled)).toEqual(['succeeded', 'rolled-back'])
})
