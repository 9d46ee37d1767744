import { expect, it } from 'vitest'
import { limits } from './limits.ts'
import { sizeProblem, topName, weightName } from './size.ts'

it("takes what is as large as Lambda's limit", () => {
  expect(limits.unzipped).toBe(262_144_000)
  expect(sizeProblem('Api', limits.unzipped, [])).toBeUndefined()
})

it('names the ten heaviest things in what is larger, those of one package added up', () => {
  const weights = Array.from({ length: 12 }, (_, index) => ({ name: `p${index}`, bytes: (index + 1) * 1024 }))
  const problem = sizeProblem('Api', 3_000_000, [...weights, { name: 'p0', bytes: 2 * 1024 * 1024 }], 2_000_000)
  expect(problem?.code).toBe('LAMBDA_TOO_LARGE')
  expect(problem?.message).toMatch(
    /^Api has 2\.9 MB unpacked, 1\.9 MB are allowed; heaviest: p0 2\.0 MB, p11 12\.0 KB, /,
  )
  expect(problem?.message.match(/ KB| MB/g)).toHaveLength(2 + 10)
  expect(problem?.message).not.toContain('p2 ')
})

it.each([
  ['node_modules/a/i.js', 'a'],
  ['../node_modules/@s/b/lib/i.js', '@s/b'],
  ['node_modules/.pnpm/c@1/node_modules/c/i.js', 'c'],
  ['src/api.ts', 'src/api.ts'],
])('counts %s towards %s', (path, name) => {
  expect(weightName(path)).toBe(name)
})

it.each([
  ['node_modules/@s/b/lib/i.js', '@s/b'],
  ['numpy/core/a.so', 'numpy/'],
  ['python/numpy/core/a.so', 'numpy/'],
  ['python/lib/python3.13/site-packages/numpy/a.py', 'numpy/'],
  ['python/six.py', 'python/'],
  ['nodejs/node_modules/sharp/a.js', 'sharp'],
  ['api.py', 'api.py'],
])('counts the packed file %s towards %s', (path, name) => {
  expect(topName(path)).toBe(name)
})
