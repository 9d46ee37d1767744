import { expect, test } from 'vitest'
import { forEachLimited } from './pool.ts'

async function peak(weights: readonly number[], limits: { concurrency: number; budget?: number }) {
  let running = 0
  let weight = 0
  const most = { running: 0, weight: 0, done: 0 }
  await forEachLimited(
    weights,
    limits,
    async (own) => {
      running += 1
      weight += own
      most.running = Math.max(most.running, running)
      most.weight = Math.max(most.weight, weight)
      await new Promise(setImmediate)
      running -= 1
      weight -= own
      most.done += 1
    },
    (own) => own,
  )
  return most
}

test('never has more in flight than allowed, and does all', async () => {
  expect(await peak(Array(20).fill(1), { concurrency: 3 })).toEqual({ running: 3, weight: 3, done: 20 })
  expect(await peak([4, 4, 4, 4], { concurrency: 9, budget: 8 })).toEqual({ running: 2, weight: 8, done: 4 })
})

test('lets one that is heavier than the budget go alone', async () => {
  expect(await peak([50, 1, 50], { concurrency: 9, budget: 10 })).toEqual({ running: 1, weight: 50, done: 3 })
})

test('starts nothing new after a failure, waits for what runs, and throws the first failure', async () => {
  const log: string[] = []
  const work = async (item: number): Promise<void> => {
    log.push(`start ${item}`)
    await new Promise(setImmediate)
    if (item === 1) throw new Error('one')
    await new Promise(setImmediate)
    log.push(`end ${item}`)
  }
  await expect(forEachLimited([1, 2, 3], { concurrency: 2 }, work)).rejects.toThrow('one')
  expect(log).toEqual(['start 1', 'start 2', 'end 2'])
})

test('throws the reason of an aborted signal', async () => {
  const controller = new AbortController()
  const done: number[] = []
  const work = async (item: number): Promise<void> => {
    done.push(item)
    controller.abort('SIGTERM')
  }
  const limits = { concurrency: 1, signal: controller.signal }
  await expect(forEachLimited([1, 2], limits, work)).rejects.toBe('SIGTERM')
  expect(done).toEqual([1])
})
