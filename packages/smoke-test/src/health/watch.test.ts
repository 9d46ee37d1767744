import { ProjectError } from '@project-utils/contract'
import { expect, test } from 'vitest'
import type { HealthChange } from './changes.ts'
import { type FakeAccount, lookAt, wellAccount } from './health.test.fixture.ts'
import { watchHealth } from './watch.ts'

/** Watches accounts one after the other, then stops; gives what was told at each look, and the last verdict. */
async function watched(
  ...looks: readonly (FakeAccount | Error)[]
): Promise<{ readonly told: readonly (readonly HealthChange[])[]; readonly last: string | undefined }> {
  const ending = new AbortController()
  const told: (readonly HealthChange[])[] = []
  let turn = 0
  const last = await watchHealth(
    {
      async look() {
        const account = looks[turn++]
        if (account === undefined || account instanceof Error) throw account
        return await lookAt(account)
      },
      tell(changes) {
        told.push(changes)
        if (turn === looks.length) ending.abort('SIGINT')
      },
      interval: 1,
    },
    { signal: ending.signal },
  )
  return { told, last: last?.verdict }
}

const failing = (errors = 10): FakeAccount => {
  const account = wellAccount()
  account.metrics['Errors'] = [errors]
  return account
}

test('tells the first verdict, then only what changes, and ends with the last verdict', async () => {
  const { told, last } = await watched(wellAccount(), wellAccount(), failing(), failing(20), wellAccount(), failing())
  const began = { change: 'began', level: 'red', area: 'functions' }
  expect(told).toMatchObject([
    [{ change: 'verdict', from: null, to: 'green' }],
    [],
    [began, { change: 'verdict', from: 'green', to: 'red' }],
    [],
    [
      { ...began, change: 'ended' },
      { change: 'verdict', from: 'red', to: 'green' },
    ],
    [began, { change: 'verdict', from: 'green', to: 'red' }],
  ])
  expect(last).toBe('red')
})

test('says nothing of what changes no verdict', async () => {
  const idle = wellAccount()
  idle.alarms.splice(0, 1, { AlarmName: 'votes-dev-alarm-errors', StateValue: 'INSUFFICIENT_DATA' })
  expect((await watched(wellAccount(), idle)).told[1]).toEqual([])
})

test('does not know any more after a look that failed, and goes on', async () => {
  const expired = new ProjectError('AWS_EXPIRED_CREDENTIALS', 'the credentials have expired', { hint: 'aws sso login' })
  const { told, last } = await watched(wellAccount(), expired, expired, wellAccount())
  const began = {
    change: 'began',
    level: 'unknown',
    message: 'nothing could be looked at: the credentials have expired',
  }
  expect(told).toMatchObject([
    [{ change: 'verdict' }],
    [
      { ...began, fix: 'aws sso login' },
      { change: 'verdict', from: 'green', to: 'unknown' },
    ],
    [],
    [
      { ...began, change: 'ended' },
      { change: 'verdict', from: 'unknown', to: 'green' },
    ],
  ])
  expect(last).toBe('green')
})

test('throws where the first look fails, and what is our bug at any time', async () => {
  await expect(watched(new ProjectError('SMOKE_NOT_DEPLOYED', 'nothing there'))).rejects.toThrow('nothing there')
  await expect(watched(wellAccount(), new TypeError('a bug'))).rejects.toThrow('a bug')
})
