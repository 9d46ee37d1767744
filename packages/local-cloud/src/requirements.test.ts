import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { dataPath } from './folder.ts'

const lines = readFileSync(dataPath('requirements.txt'), 'utf8').split('\n')

test('every package is pinned by exact version and hash, and no index is named', () => {
  const wrong = lines.filter(
    (line) =>
      !/^(#.*|[a-z0-9-]+==[\w.]+( ; python_version < "3\.11")? \\| {4}--hash=sha256:[0-9a-f]{64}( \\)?|)$/.test(line),
  )
  expect(wrong).toEqual([])
  expect(lines).toEqual(expect.arrayContaining(['ministack==1.5.33 \\', 'hypercorn==0.18.0 \\']))
})
