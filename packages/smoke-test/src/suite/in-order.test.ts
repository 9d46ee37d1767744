import fc from 'fast-check'
import { expect, test } from 'vitest'
import { runInOrder } from './in-order.ts'

const tick = (): Promise<void> => new Promise((done) => setImmediate(done))

test('runs every task after all it waits for, never more at a time than allowed', async () => {
  const graph = fc.array(fc.array(fc.nat(), { maxLength: 3 }), { maxLength: 12 })
  await fc.assert(
    fc.asyncProperty(graph, fc.integer({ min: 1, max: 5 }), async (wishes, limit) => {
      const after = (index: number): readonly number[] =>
        index === 0 ? [] : (wishes[index] ?? []).map((wish) => wish % index)
      const ended = new Set<number>()
      let running = 0
      const run = async (index: number): Promise<number> => {
        running += 1
        expect(running).toBeLessThanOrEqual(limit)
        expect(after(index).every((one) => ended.has(one))).toBe(true)
        await tick()
        running -= 1
        ended.add(index)
        return index * 2
      }
      const results = await runInOrder({ count: wishes.length, limit, after, run })
      expect(results).toEqual(wishes.map((_, index) => index * 2))
    }),
  )
})

test('runs side by side what may', async () => {
  let running = 0
  let most = 0
  const run = async (): Promise<void> => {
    running += 1
    most = Math.max(most, running)
    await tick()
    running -= 1
  }
  await runInOrder({ count: 9, limit: 3, after: () => [], run })
  expect(most).toBe(3)
})

test('starts nothing after an error, waits for what runs, and throws the first', async () => {
  const ended: number[] = []
  const run = async (index: number): Promise<void> => {
    await tick()
    if (index === 0) throw new Error('first')
    await tick()
    ended.push(index)
  }
  await expect(runInOrder({ count: 5, limit: 2, after: () => [], run })).rejects.toThrow('first')
  expect(ended).toEqual([1])
})
