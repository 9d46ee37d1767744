import { expect, it } from 'vitest'
import { checkTogether } from './check-together.ts'
import { oneFunction } from './folder.test.fixture.ts'

const megabyte = 1024 * 1024
const artifact = (megabytes: number) => ({
  manifest: { sha256: '', entries: [{ path: 'a', size: megabytes * megabyte, sha256: '' }] },
})

it.each([
  ['fits with its layers', 100, [100, 50], undefined, 0],
  ['is too large only with its layers', 100, [100, 51], undefined, 1],
  ['has no layers of the project', 200, [], undefined, 0],
  ['is too large for a smaller account', 100, [50], { unzipped: 149 * megabyte }, 1],
])('judges a function that %s', (_, own, layers, given, count) => {
  const ids = layers.map((_size, index) => `Layer${index}`)
  const input = oneFunction('/nowhere', {}, { layers: [...ids, 'OfAnotherProject'] })
  const all = new Map([
    ['Api', artifact(own)],
    ...layers.map((size, index) => [`Layer${index}`, artifact(size)] as const),
  ])
  const problems = checkTogether(all, { ...input, ...(given === undefined ? {} : { limits: given }) })
  expect(problems).toHaveLength(count)
  for (const problem of problems) {
    expect(problem).toMatchObject({ code: 'LAMBDA_TOO_LARGE', where: { line: 3 } })
    expect(problem.message).toContain('layer Layer0')
  }
})
