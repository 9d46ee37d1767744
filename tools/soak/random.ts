/** A number from 0 up to but not including 1, the next of a sequence that its seed fixes. */
export type Random = () => number

/**
 * Mulberry32: a small generator of 32 bits of state. The same seed gives the same sequence on every machine. Source:
 * Tommy Ettinger's public domain generator, in the JavaScript form of bryc's "PRNGs" page.
 */
export function seeded(seed: number): Random {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = state
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/**
 * The seed of a run that is to be repeatable: what the environment's `SEED` says, else a random one. Print it. Throws where
 * `SEED` is no whole number of 32 bits.
 */
export function seedFrom(environment: Readonly<Record<string, string | undefined>>): number {
  return readSeed(environment['SEED']) ?? Math.floor(Math.random() * 2 ** 32)
}

/** A seed as a person writes it: a whole number from 0 to 4294967295. Nothing where nothing is written. */
export function readSeed(text: string | undefined): number | undefined {
  if (text === undefined || text === '') return undefined
  const seed = Number(text)
  if (!/^\d+$/.test(text) || seed >= 2 ** 32) throw new Error(`seed '${text}': write a whole number below 4294967296`)
  return seed
}

/** A whole number from 0 up to but not including `below`. */
export function wholeBelow(random: Random, below: number): number {
  return Math.floor(random() * below)
}

/** `count` different items in random order, all of them where there are fewer. */
export function sample<Item>(random: Random, items: readonly Item[], count: number): readonly Item[] {
  const left = [...items]
  const taken: Item[] = []
  while (taken.length < count && left.length > 0) taken.push(...left.splice(wholeBelow(random, left.length), 1))
  return taken
}
