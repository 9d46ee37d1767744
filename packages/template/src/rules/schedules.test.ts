import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { scheduleRefusal } from './schedules.ts'

describe('scheduleRefusal', () => {
  test.each([
    'rate(1 minute)',
    'rate(2 hours)',
    'rate(7 days)',
    'cron(0 10 * * ? *)',
    'cron(0/15 8-17 ? * MON-FRI 2026)',
    'cron(15 10 L * ? 2019-2022)',
    'cron(0 9 ? * 2#1 *)',
    'cron(0 18 3W * ? *)',
    'cron(5,35 14 * JAN,jul ? *)',
  ])('takes %s', (text) => expect(scheduleRefusal(text, false)).toBeUndefined())

  test.each([
    'rate(0 minutes)',
    'rate(5 weeks)',
    'rate(five minutes)',
    'Rate(5 minutes)',
    'cron(0 24 * * ? *)',
    'cron(0 10 * 13 ? *)',
    'cron(0 10 ? * ? *)',
    'cron(0 10 1 * 1 *)',
    'cron(0 10 * * 8 *)',
    'cron(0 10 * * ? 1969)',
    '0 10 * * ? *',
  ])('refuses %s', (text) => expect(scheduleRefusal(text, false)).toBeDefined())

  test('a schedule takes a day and either spelling of a unit', () => {
    expect(scheduleRefusal('at(2026-12-31T08:00:00)', true)).toBeUndefined()
    expect(scheduleRefusal('at(2026-12-31T08:00:00)', false)).toBeDefined()
    expect(scheduleRefusal('rate(5 minute)', true)).toBeUndefined()
  })

  test('never throws', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        scheduleRefusal(`cron(${text})`, true)
        scheduleRefusal(text, false)
      }),
    )
  })
})
