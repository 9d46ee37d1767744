import { createHash } from 'node:crypto'
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { addFiles, makeFolder } from '../build/folder.test.fixture.ts'
import { openLook } from './look.ts'
import { isFolder, isSettled, readContent, takeStamp } from './stamp.ts'

describe('a look at an input', () => {
  it('believes what was not touched without reading it', () => {
    const { places, stamp } = oneFile()
    const look = openLook(places)
    expect(look.differences({ path: 'a', content: 'as remembered', stamp })).toEqual([])
    expect(look.content('a', '')).toBe('as remembered')
  })

  it.each(['size', 'modified', 'changed', 'inode'] as const)('reads again where only the %s differs', (field) => {
    const { places, stamp, content } = oneFile()
    const other = { ...stamp, [field]: stamp[field] - 1 }
    expect(openLook(places).differences({ path: 'a', content: 'as remembered', stamp: other })).toEqual(['a changed'])
    expect(openLook(places).differences({ path: 'a', content, stamp: other })).toEqual([])
  })

  it('reads what no stamp vouches for', () => {
    const { places, content } = oneFile()
    expect(openLook(places).differences({ path: 'a', content })).toEqual([])
    expect(openLook(places).differences({ path: 'a', content: 'other' })).toEqual(['a changed'])
  })

  it('does not vouch for what was changed within two seconds before it was read', () => {
    const { places, content, stamp } = oneFile()
    const look = openLook(places)
    look.differences({ path: 'a', content })
    expect(look.renewed).toEqual([])
    expect([isSettled(stamp, stamp.changed + 2000), isSettled(stamp, stamp.changed + 2001)]).toEqual([false, true])
  })

  it('sees each path once, however many inputs name it', () => {
    const { places, content } = oneFile()
    const look = openLook(places)
    expect(look.differences({ path: 'a', content })).toEqual([])
    writeFileSync(join(places.root, 'a'), 'later')
    expect(look.differences({ path: 'a', content })).toEqual([])
    expect(openLook(places).differences({ path: 'a', content })).toEqual(['a changed'])
  })

  it('tells a file that is gone, or became a folder, or a folder that became a file', () => {
    const { places, content } = oneFile()
    rmSync(join(places.root, 'a'))
    expect(openLook(places).differences({ path: 'a', content })).toEqual(['a was removed'])
    mkdirSync(join(places.root, 'a'))
    expect(openLook(places).differences({ path: 'a', content })).toEqual(['a changed'])
    const folder = readContent(join(places.root, 'a')) ?? ''
    expect(isFolder(folder)).toBe(true)
    rmSync(join(places.root, 'a'), { recursive: true })
    writeFileSync(join(places.root, 'a'), '')
    expect(openLook(places).differences({ path: 'a', content: folder })).toEqual(['a changed'])
  })
})

describe('the content of a folder', () => {
  it.each<[string, Record<string, string>, readonly string[]]>([
    ['a new source', { 'b.ts': '' }, ['b.ts was added']],
    ['a hidden file', { '.b.ts.swp': '' }, []],
    ['the backup of an editor', { 'a.ts~': '' }, []],
    ['a change inside a file', { 'a.ts': 'other' }, []],
    ['a new folder', { 'lib/x.ts': '' }, ['lib was added']],
  ])('with %s', (_, files, differences) => {
    const root = makeFolder({ 'a.ts': '' })
    const content = readContent(root) ?? ''
    addFiles(root, files)
    expect(openLook({ root, cache: root }).differences({ path: '.', content })).toEqual(differences)
  })

  it('that is packed changes with a hidden file too', () => {
    const root = makeFolder({ 'a.ts': '' })
    const [some, every] = [readContent(root) ?? '', readContent(root, true) ?? '']
    addFiles(root, { '.htaccess': '' })
    const look = openLook({ root, cache: root })
    expect(look.differences({ path: '.', content: some })).toEqual([])
    expect(look.differences({ path: '.', content: every })).toEqual(['.htaccess was added'])
  })

  it('changes with where a link in it leads', () => {
    const root = makeFolder({ 'one/x': '', 'two/x': '' })
    symlinkSync('one', join(root, 'link'))
    const content = readContent(root) ?? ''
    rmSync(join(root, 'link'))
    symlinkSync('two', join(root, 'link'))
    expect(openLook({ root, cache: root }).differences({ path: '.', content })).toEqual(['link leads elsewhere'])
  })
})

it('reads a large file piece by piece to the same hash', () => {
  const root = makeFolder()
  const bytes = Buffer.alloc(9_000_001, 'abc')
  writeFileSync(join(root, 'large'), bytes)
  writeFileSync(join(root, 'small'), 'abc')
  expect(readContent(join(root, 'small'))).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
  expect(readContent(join(root, 'large'))).toBe(createHash('sha256').update(bytes).digest('hex'))
})

function oneFile() {
  const root = makeFolder({ a: 'x' })
  const [stamp, content] = [takeStamp(join(root, 'a')), readContent(join(root, 'a'))]
  if (stamp === undefined || content === undefined) throw new Error('there is no file')
  return { places: { root, cache: join(root, '.cache') }, stamp, content }
}
