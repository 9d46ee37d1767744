import { readdirSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { makeFolder } from '../build/folder.test.fixture.ts'
import { readInstalled } from './installed.ts'
import { sweepSets } from './sweep-sets.ts'

const day = 24 * 3_600_000

it('removes what nobody asked for in a long time, and drafts of runs that are gone', async () => {
  const list = JSON.stringify({ entries: [{ path: 'a.py', size: 1 }], packages: [] })
  const folder = makeFolder({
    'old/installed.json': list,
    'asked/installed.json': list,
    'asked/site/a.py': 'x',
    'new/installed.json': list,
    'old.1.aa.tmp/x': '',
    'new.2.bb.tmp/x': '',
    'strange/x': '',
  })
  const now = Date.now()
  const date = (path: string, age: number): void =>
    utimesSync(join(folder, path), (now - age) / 1000, (now - age) / 1000)
  date('old/installed.json', 31 * day)
  date('asked/installed.json', 31 * day)
  date('new/installed.json', 29 * day)
  date('old.1.aa.tmp', day)
  expect(readInstalled(join(folder, 'asked'))?.files).toHaveLength(1)
  await sweepSets(folder, now)
  expect(readdirSync(folder).toSorted()).toEqual(['asked', 'new', 'new.2.bb.tmp', 'strange'])
})

it('leaves alone what is not there', async () => {
  await expect(sweepSets(join(makeFolder(), 'none'), Date.now())).resolves.toBeUndefined()
})

it.each([
  ['lacks a file', { entries: [{ path: 'gone.py', size: 1 }], packages: [] }],
  ['has a file of another size', { entries: [{ path: 'a.py', size: 2 }], packages: [] }],
])('a set that %s is not used', (_, list) => {
  const folder = makeFolder({ 'set/installed.json': JSON.stringify(list), 'set/site/a.py': 'x' })
  expect(readInstalled(join(folder, 'set'))).toBeUndefined()
})
