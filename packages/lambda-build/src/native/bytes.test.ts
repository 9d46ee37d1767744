import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { makeFolder } from '../build/folder.test.fixture.ts'
import { withBytes } from './bytes.ts'

it('reads from the disk what it reads from memory, however the parts lie, and fewer bytes at the end', () => {
  const text = Array.from({ length: 3000 }, (_, index) => `line ${index}\n`).join('')
  const file = join(makeFolder({ 'some.so': text }), 'some.so')
  const bytes = readFileSync(file)
  const part = fc.tuple(fc.integer({ min: 0, max: bytes.byteLength + 5000 }), fc.integer({ min: 0, max: 9000 }))
  fc.assert(
    fc.property(fc.array(part, { maxLength: 200 }), (parts) => {
      withBytes({ content: { file, size: bytes.byteLength } }, (read) => {
        for (const [offset, length] of parts) {
          expect(Buffer.compare(read(offset, length), bytes.subarray(offset, offset + length))).toBe(0)
        }
      })
    }),
    { numRuns: 50 },
  )
})
