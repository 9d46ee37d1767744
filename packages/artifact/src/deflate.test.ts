import { inflateRawSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { deflate, deflateAside, levelFor, windowSize } from './deflate.ts'
import { noise } from './tree.test.fixture.ts'

it.each<[string, Uint8Array, number]>([
  ['a library or program for Linux', Buffer.from('\x7fELF\x02\x01'), 5],
  ['text', Buffer.from('ELF'), 6],
  ['three bytes of such a beginning', Buffer.from('\x7fEL'), 6],
  ['nothing', Buffer.alloc(0), 6],
])('deflates %s at its level', (_, start, level) => {
  expect(levelFor(start)).toBe(level)
})

it.each([5, 6])('makes one stream of pieces at level %i, here and aside alike', async (level) => {
  const words = Buffer.from('again and again '.repeat(5000))
  const pieces = [Buffer.concat([noise(5000), words]), words, Buffer.concat([words, noise(70)])]
  const made = await Promise.all(
    pieces.map(async (piece, index) => {
      const how = { isLast: index === 2, window: pieces[index - 1]?.subarray(-windowSize), level }
      const aside = await deflateAside(piece, how)
      expect(Buffer.compare(deflate(piece, how), aside)).toBe(0)
      return aside
    }),
  )
  expect(Buffer.compare(inflateRawSync(Buffer.concat(made)), Buffer.concat(pieces))).toBe(0)
})
