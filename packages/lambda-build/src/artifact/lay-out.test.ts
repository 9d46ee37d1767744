import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ArtifactFile } from '@project-utils/artifact'
import { describe, expect, it } from 'vitest'
import { makeFolder } from '../build/folder.test.fixture.ts'
import { withLaidOut } from './lay-out.ts'

function onDisk(root: string, paths: Readonly<Record<string, string>>): readonly ArtifactFile[] {
  return Object.entries(paths).map(([path, from]) => ({ path, content: { file: join(root, from), size: 0 } }))
}

/** What lies there, links followed. */
function contentsOf(folder: string): Readonly<Record<string, string>> {
  const enter = (at: string): readonly (readonly [string, string])[] =>
    readdirSync(join(folder, at)).flatMap((name) => {
      const path = at === '' ? name : `${at}/${name}`
      const isFolder = lstatSync(realpathSync(join(folder, path))).isDirectory()
      return isFolder ? enter(path) : [[path, readFileSync(join(folder, path), 'utf8')] as const]
    })
  return Object.fromEntries(enter(''))
}

describe('an artifact that is laid out', () => {
  const lying = { 'a/x.js': 'x', 'a/b/y.js': 'y', 'a/b/z.js': 'z', 'other/w.js': 'w' }

  it.each<[string, Record<string, string>]>([
    ['a folder as it lies', { 'a/x.js': 'a/x.js', 'a/b/y.js': 'a/b/y.js', 'a/b/z.js': 'a/b/z.js' }],
    ['a folder without a file of it', { 'a/x.js': 'a/x.js', 'a/b/y.js': 'a/b/y.js' }],
    ['a folder under another name', { 'c/y.js': 'a/b/y.js', 'c/z.js': 'a/b/z.js' }],
    ['files under other names', { 'a/b/y.js': 'a/b/z.js', 'a/b/z.js': 'a/b/y.js' }],
    ['a folder with a file of elsewhere', { 'a/b/y.js': 'a/b/y.js', 'a/b/w.js': 'other/w.js' }],
    ['a folder in another one', { 'b/b/y.js': 'a/b/y.js', 'b/b/z.js': 'a/b/z.js', 'b/x.js': 'other/w.js' }],
  ])('holds %s, and nothing besides', async (_, paths) => {
    const root = makeFolder(lying)
    const expected = Object.entries(paths).map(([path, from]) => [path, readFileSync(join(root, from), 'utf8')])
    const found = await withLaidOut([onDisk(root, paths)], async (folder) => contentsOf(join(folder, '0')))
    expect(found).toEqual(Object.fromEntries(expected))
  })

  it('has one link for a whole folder, which is left alone when it is removed', async () => {
    const root = makeFolder(lying)
    const files = onDisk(root, { 'a/x.js': 'a/x.js', 'a/b/y.js': 'a/b/y.js', 'a/b/z.js': 'a/b/z.js' })
    let place = ''
    await withLaidOut([files], async (folder) => {
      place = folder
      expect(lstatSync(join(folder, '0/a')).isSymbolicLink()).toBe(true)
    })
    expect(existsSync(place)).toBe(false)
    expect(readdirSync(join(root, 'a/b')).sort()).toEqual(['y.js', 'z.js'])
  })

  it('shows no file that came into a folder since it was listed', async () => {
    const from = makeFolder({ 'p/x.js': '' })
    const files = onDisk(from, { 'p/x.js': 'p/x.js' })
    mkdirSync(join(from, 'p/more'))
    writeFileSync(join(from, 'p/more/y.js'), '')
    expect(await withLaidOut([files], async (folder) => contentsOf(join(folder, '0')))).toEqual({ 'p/x.js': '' })
  })
})
