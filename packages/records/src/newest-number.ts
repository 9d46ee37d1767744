import type { Store } from './store.ts'

const page = 1000

/** Numbered keys: how a number becomes a key, and back. */
export interface Numbering {
  readonly prefix: string
  keyOf(number: number): string
  numberOf(key: string): number
}

/**
 * The highest number in use, 0 where there is none. Numbers count from 1 without gaps; up to a thousand cost one call,
 * more cost a few calls for each doubling instead of a page for each thousand. `from` is a number known to be in use.
 */
export async function newestNumber(
  store: Store,
  { prefix, keyOf, numberOf }: Numbering,
  from: number = 0,
): Promise<number> {
  const look = async (number: number, most: number): Promise<{ last?: number; more: boolean }> => {
    for await (const { keys, more } of store.list(prefix, { after: keyOf(number), most })) {
      const last = keys.at(-1)
      return last === undefined ? { more } : { last: numberOf(last), more }
    }
    return { more: false }
  }
  const anyAfter = async (number: number): Promise<boolean> => (await look(number, 1)).last !== undefined

  let { last: low = from, more } = await look(from, page)
  if (!more) return low
  // Gallop until nothing comes after, then halve what is between.
  let stride = page
  while (await anyAfter(low + stride)) {
    low += stride
    stride *= 2
  }
  let high = low + stride
  while (high - low > page) {
    const middle = Math.floor((low + high) / 2)
    if (await anyAfter(middle)) low = middle
    else high = middle
  }
  while (more) {
    const rest = await look(low, page)
    low = rest.last ?? low
    more = rest.more
  }
  return low
}
