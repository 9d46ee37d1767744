import { beforeEach, describe, expect, it } from 'vitest'
import { openBuilds } from './builds.ts'
import { encodeJson } from './json-record.ts'
import { type Fate, type MemoryStore, memoryStore } from './memory-store.test.fixture.ts'
import { scope } from './scope.test.fixture.ts'

const key = 'a'.repeat(64)
const path = `shop/builds/full/${key}.json`
const date = (): Date => new Date('2026-11-21T16:00:00Z')
const build = (id: string) => ({ id, build: `build ${id}` })
let store: MemoryStore

beforeEach(() => {
  store = memoryStore({ date })
})

describe('builds of other machines', () => {
  it('come back, the newest first, each once', async () => {
    const builds = openBuilds(store, scope)
    expect(await builds.find(key)).toEqual([])
    expect(await builds.keep(key, build('1'))).toBe('kept')
    expect(await builds.keep(key, build('2'))).toBe('kept')
    expect(await builds.keep(key, build('1'))).toBe('present')
    expect(await builds.find(key)).toEqual(['build 2', 'build 1'])
    expect([...store.objects.keys()]).toEqual([path])
  })

  it('are the eight newest', async () => {
    const builds = openBuilds(store, scope)
    for (let number = 1; number <= 10; number += 1) await builds.keep(key, build(String(number)))
    expect(await builds.find(key)).toEqual([10, 9, 8, 7, 6, 5, 4, 3].map((number) => `build ${number}`))
  })

  it('of one tier are not offered to another', async () => {
    await openBuilds(store, scope).keep(key, build('1'))
    expect(await openBuilds(store, { ...scope, tier: 'limited' }).find(key)).toEqual([])
  })

  it('are neither taken nor offered in an environment of tier read-only', async () => {
    const builds = openBuilds(store, { ...scope, tier: 'read-only' })
    await store.overwrite(`shop/builds/read-only/${key}.json`, encodeJson({ v: 1, builds: [build('1')] }))
    expect(await builds.find(key)).toEqual([])
    expect(await builds.keep(key, build('2'))).toBe('unwanted')
    expect([...store.objects.keys()]).toHaveLength(1)
  })

  it('of two machines at the same moment are both kept', async () => {
    const builds = openBuilds(store, scope)
    const ended = await Promise.all(['1', '2'].map((id) => builds.keep(key, build(id))))
    expect(ended).toEqual(['kept', 'kept'])
    expect((await builds.find(key)).toSorted()).toEqual(['build 1', 'build 2'])
  })

  it('are kept also where the answer to the writing is lost', async () => {
    const fates: Fate[] = ['answered', 'answer lost']
    store = memoryStore({
      date,
      gate: async (what) => (what.startsWith('answer') ? 'answered' : (fates.shift() ?? 'answered')),
    })
    const builds = openBuilds(store, scope)
    expect(await builds.keep(key, build('1'))).toBe('kept')
    expect(await builds.find(key)).toEqual(['build 1'])
  })

  it.each([
    ['no JSON', new TextEncoder().encode('{'), 'RECORDS_CORRUPT', 'kept'],
    ['no list', encodeJson({ v: 1, builds: 1 }), 'RECORDS_CORRUPT', 'kept'],
    ['of a newer version', encodeJson({ v: 2, builds: [] }), 'RECORDS_NEWER', 'lost'],
  ] as const)(
    'that are %s are refused by name, and written over unless they are newer',
    async (_, body, code, outcome) => {
      const builds = openBuilds(store, scope)
      await store.overwrite(path, body)
      await expect(builds.find(key)).rejects.toMatchObject({ code })
      expect(await builds.keep(key, build('1'))).toBe(outcome)
    },
  )

  it('leave out what has not the shape', async () => {
    await store.overwrite(path, encodeJson({ v: 1, builds: [1, { id: 'x' }, build('1')] }))
    expect(await openBuilds(store, scope).find(key)).toEqual(['build 1'])
  })

  it('know which bytes are there', async () => {
    const builds = openBuilds(store, scope)
    await store.overwrite(`shop/blobs/sha256/${key}`, new Uint8Array([1]))
    expect([await builds.holds(key), await builds.holds('b'.repeat(64))]).toEqual([true, false])
  })

  it('refuse what is no name', async () => {
    await expect(openBuilds(store, scope).find('../x')).rejects.toMatchObject({ code: 'RECORDS_NAME' })
  })
})
