import { type Json, ProjectError } from '@project-utils/contract'
import { expect, test } from 'vitest'
import { type RecordedStack, readStackRecords, recordStacks, writeStackRecords } from './stack-records.ts'

const left = (digest: string): RecordedStack => ({
  ...{ name: 'shop-dev-app', arn: 'arn', digest, updatedAt: '2026-11-21T10:00:00.000Z', run: 'r1', took: {} },
})

/** Records of one value, written under conditions like those of the bucket. */
function memory() {
  let kept: { value: Json; etag: string } | undefined
  let number = 0
  const state = {
    read: async () => kept,
    write: async (_name: string, value: Json, etag?: string) => {
      if (etag !== kept?.etag) throw new ProjectError('RECORDS_CONFLICT', 'somebody else wrote')
      number += 1
      kept = { value, etag: `e${number}` }
      return kept.etag
    },
  }
  return { state }
}

test('reads back what was written, beside what stays', async () => {
  const store = memory()
  await writeStackRecords(store, await readStackRecords(store), { app: left('1'), data: left('2') })
  await writeStackRecords(store, await readStackRecords(store), { app: left('3') })
  expect((await readStackRecords(store)).stacks).toEqual({ app: left('3'), data: left('2') })
})

test('a stack that is gone is taken out', async () => {
  const store = memory()
  await writeStackRecords(store, { stacks: {} }, { app: left('1'), data: left('2') })
  await writeStackRecords(store, await readStackRecords(store), { app: undefined })
  expect((await readStackRecords(store)).stacks).toEqual({ data: left('2') })
})

test('what another run wrote meanwhile is kept', async () => {
  const store = memory()
  const before = await readStackRecords(store)
  await writeStackRecords(store, before, { data: left('2') })
  await writeStackRecords(store, before, { app: left('1') })
  expect((await readStackRecords(store)).stacks).toEqual({ data: left('2'), app: left('1') })
})

test('nothing changed writes nothing', async () => {
  const store = memory()
  await writeStackRecords(store, { stacks: {} }, {})
  expect(await readStackRecords(store)).toEqual({ stacks: {} })
})

test('a conflict that a second look does not explain is told', async () => {
  const state = {
    read: async () => undefined,
    write: async () => {
      throw new ProjectError('RECORDS_CONFLICT', 'somebody else wrote')
    },
  }
  await expect(writeStackRecords({ state }, { stacks: {} }, { app: left('1') })).rejects.toThrow('somebody else wrote')
})

test('after an act, what cannot be written is a finding and no failure', async () => {
  expect(await recordStacks(memory(), { stacks: {} }, { app: left('1') })).toEqual([])
  const { state } = memory()
  const broken = {
    ...state,
    write: async () => {
      throw Object.assign(new Error('expired'), { name: 'ExpiredToken', $metadata: { httpStatusCode: 400 } })
    },
  }
  expect(await recordStacks({ state: broken }, { stacks: {} }, { app: left('1') })).toMatchObject([
    {
      rule: 'cfn/unrecorded',
      severity: 'warning',
      message: expect.stringContaining('expired'),
      fix: expect.any(String),
    },
  ])
})
