import { describe, expect, it } from 'vitest'
import { readSeed, sample, seeded, seedFrom, wholeBelow } from './random.ts'

describe('a seeded generator', () => {
  it('gives the numbers that mulberry32 gives for a seed', () => {
    const random = seeded(1)
    expect([random(), random(), random()].map((number) => number * 2 ** 32)).toEqual([2693262067, 11749833, 2265367787])
  })

  it('repeats the sequence of a seed, and gives another one for another seed', () => {
    const numbers = (seed: number): readonly number[] => Array.from({ length: 50 }, seeded(seed))
    expect(numbers(42)).toEqual(numbers(42))
    expect(numbers(42)).not.toEqual(numbers(43))
  })

  it('spreads evenly: each tenth of 10,000 numbers gets 900 to 1,100 of them', () => {
    const random = seeded(7)
    const tenths = Array.from({ length: 10 }, () => 0)
    for (let drawn = 0; drawn < 10_000; drawn += 1) {
      const tenth = wholeBelow(random, 10)
      tenths[tenth] = (tenths[tenth] ?? 0) + 1
    }
    for (const drawn of tenths) expect(drawn).toSatisfy((count: number) => count > 900 && count < 1100)
  })
})

describe('a sample', () => {
  const items = Array.from({ length: 100 }, (_, index) => index)

  it('holds different items, as many as asked for, the same ones for the same seed', () => {
    const taken = sample(seeded(3), items, 20)
    expect(new Set(taken).size).toBe(20)
    expect(taken).toEqual(sample(seeded(3), items, 20))
    expect(taken).not.toEqual(items.slice(0, 20))
  })

  it('holds everything where there is less than asked for', () => {
    expect([...sample(seeded(3), items, 200)].sort((a, b) => a - b)).toEqual(items)
  })
})

describe('a seed', () => {
  it('is what SEED says', () => {
    expect(seedFrom({ SEED: '4294967295' })).toBe(4294967295)
  })

  it('is random where SEED says nothing', () => {
    expect(seedFrom({})).not.toBe(seedFrom({}))
    expect(seedFrom({ SEED: '' })).toSatisfy((seed: number) => Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32)
  })

  it.each(['-1', '1.5', '4294967296', 'x', '1e3'])('is refused where it is %s', (text) => {
    expect(() => readSeed(text)).toThrow(`seed '${text}'`)
  })
})
