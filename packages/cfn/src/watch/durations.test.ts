import { describe, expect, test } from 'vitest'
import { durationsOf, formatLeft, timeLeft } from './durations.ts'
import type { StackEvent } from './events.ts'

const start = Date.parse('2026-11-21T10:00:00.000Z')
const event = (logicalId: string, status: string, seconds: number, isStack = false): StackEvent => ({
  ...{ id: `${logicalId} ${status}`, logicalId, status, isStack, physicalId: '', type: 'AWS::SQS::Queue' },
  t: new Date(start + seconds * 1000).toISOString(),
})

describe('durationsOf', () => {
  test('times each resource from its first event to its last, by verb, in any order of the events', () => {
    const events = [
      event('app', 'UPDATE_COMPLETE', 90, true),
      event('Site', 'UPDATE_COMPLETE', 65),
      event('Old', 'DELETE_IN_PROGRESS', 70),
      event('Site', 'UPDATE_IN_PROGRESS', 6),
      event('Site', 'UPDATE_IN_PROGRESS', 5),
      event('app', 'UPDATE_IN_PROGRESS', 0, true),
    ]
    expect(durationsOf(events)).toEqual({ 'Site UPDATE': 60_000 })
  })

  test('a clock that goes back takes no negative time', () => {
    expect(durationsOf([event('A', 'CREATE_IN_PROGRESS', 5), event('A', 'CREATE_COMPLETE', 4)])).toEqual({
      'A CREATE': 0,
    })
  })
})

describe('timeLeft', () => {
  const events = [event('Site', 'UPDATE_IN_PROGRESS', 10), event('Api', 'UPDATE_IN_PROGRESS', 10)]
  const earlier = { 'Site UPDATE': 240_000, 'Api UPDATE': 3_000, 'Site CREATE': 900_000 }

  test.each([
    ['the slowest resource under way decides', events, 60, 190_000],
    ['what takes longer than ever has no time left', events, 600, 0],
    ['what is done counts no more', [...events, event('Site', 'UPDATE_COMPLETE', 20)], 11, 2_000],
    ['nothing is said of what was never timed', [event('New', 'CREATE_IN_PROGRESS', 0)], 1, undefined],
    ['nothing is said before anything has begun', [], 1, undefined],
  ] as const)('%s', (_, all, now, left) => {
    expect(timeLeft(all, earlier, start + now * 1000)).toBe(left)
  })

  test.each([
    [0, 'a moment left'],
    [1_999, 'about 2 s left'],
    [89_000, 'about 89 s left'],
    [90_000, 'about 2 min left'],
    [900_000, 'about 15 min left'],
  ])('%d ms is %s', (ms, text) => {
    expect(formatLeft(ms)).toBe(text)
  })
})
