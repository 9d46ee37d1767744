/** The middle of some numbers; of an even count the mean of the two in the middle. NaN for none. */
export function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b)
  const half = sorted.length / 2
  const [low, high] = [sorted[Math.ceil(half) - 1], sorted[Math.floor(half)]]
  return low === undefined || high === undefined ? Number.NaN : (low + high) / 2
}

/**
 * The median of what `compare` gives for each pair of the same round: drift of a shared machine hits both alike, so it
 * falls out. Rounds that one of both lacks are left out.
 */
export function paired(
  own: readonly number[],
  base: readonly number[],
  compare: (own: number, base: number) => number,
): number {
  return median(
    own.flatMap((value, round) => {
      const other = base[round]
      return other === undefined ? [] : [compare(value, other)]
    }),
  )
}
