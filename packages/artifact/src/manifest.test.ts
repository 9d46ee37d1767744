import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { manifestOf } from './manifest.ts'

const a = { path: 'a.js', content: Buffer.from('1') }

describe('manifestOf', () => {
  it('lists path, size and hash, sorted bytewise and not by UTF-16', () => {
    const files = ['\u{1F600}', '\uFF5E', 'b', 'B'].map((path) => ({ path, content: Buffer.from(path) }))
    const { entries } = manifestOf(files)
    expect(entries.map((entry) => entry.path)).toEqual(['B', 'b', '\uFF5E', '\u{1F600}'])
    expect(entries[1]).toEqual({ path: 'b', size: 1, sha256: createHash('sha256').update('b').digest('hex') })
  })

  it.each([
    ['content', { ...a, content: Buffer.from('2') }],
    ['path', { ...a, path: 'b.js' }],
    ['execute bit', { ...a, executable: true }],
  ])('has another hash for another %s', (_, other) => {
    expect(manifestOf([other]).sha256).not.toBe(manifestOf([a]).sha256)
  })

  it('keeps its hash from release to release, since blobs are named by it', () => {
    expect(manifestOf([a, { path: 'b', content: Buffer.from('2'), executable: true }]).sha256).toBe(
      createHash('sha256')
        .update(`a.js\0-\0${createHash('sha256').update('1').digest('hex')}\n`)
        .update(`b\0x\0${createHash('sha256').update('2').digest('hex')}\n`)
        .digest('hex'),
    )
  })
})
