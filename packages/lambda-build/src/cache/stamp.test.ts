import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { addFiles, makeFolder } from '../build/folder.test.fixture.ts'
import { renewStamp, takeStamp } from './stamp.ts'

describe('renewStamp', () => {
  it('believes what was not touched without reading it, unless the stamp was taken too soon after a change', () => {
    const path = join(makeFolder({ a: 'x' }), 'a')
    const stamp = takeStamp(path)
    if (stamp === undefined) throw new Error('there is no file')
    const marked = { ...stamp, sha256: 'as remembered' }
    expect(renewStamp(path, marked, stamp.changed + 2001)).toBe(marked)
    expect(renewStamp(path, marked, stamp.changed + 1999)).toEqual(stamp)
  })

  it.each(['size', 'modified', 'changed', 'inode'] as const)('reads again where only the %s differs', (field) => {
    const path = join(makeFolder({ a: 'x' }), 'a')
    const stamp = takeStamp(path)
    if (stamp === undefined) throw new Error('there is no file')
    const other = { ...stamp, [field]: stamp[field] - 1, sha256: 'as remembered' }
    expect(renewStamp(path, other, stamp.changed + 9999)).toEqual(stamp)
  })

  it('tells a file that is gone', () => {
    expect(takeStamp('/nowhere/a')).toBeUndefined()
  })
})

describe('the stamp of a folder', () => {
  it.each<[string, Record<string, string>, boolean]>([
    ['a new source', { 'b.ts': '' }, true],
    ['a hidden file', { '.b.ts.swp': '' }, false],
    ['the backup of an editor', { 'a.ts~': '' }, false],
    ['a change inside a file', { 'a.ts': 'other' }, false],
  ])('with %s', (_, files, changes) => {
    const folder = makeFolder({ 'a.ts': '' })
    const before = takeStamp(folder)?.sha256
    addFiles(folder, files)
    expect(takeStamp(folder)?.sha256 !== before).toBe(changes)
  })

  it('changes with a new folder', () => {
    const folder = makeFolder()
    const before = takeStamp(folder)?.sha256
    mkdirSync(join(folder, 'lib'))
    expect(takeStamp(folder)?.sha256).not.toBe(before)
  })
})
