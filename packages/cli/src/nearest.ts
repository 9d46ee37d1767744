/** The candidate that differs least from a mistyped word, or undefined when none is near enough to be meant. */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  let best: string | undefined
  let least = Math.max(1, Math.floor(word.length / 3)) + 1
  for (const candidate of candidates) {
    if (candidate === word) return candidate
    const distance = candidate.startsWith(word) && word.length > 1 ? 1 : distanceTo(candidate, word)
    if (distance < least) {
      least = distance
      best = candidate
    }
  }
  return best
}

/** A word that goes on after a candidate means it, but less than one that is nearly the same. */
function distanceTo(candidate: string, word: string): number {
  const edits = distanceOf(word, candidate)
  return word.startsWith(candidate) && candidate.length > 2 ? Math.min(edits, 1.5) : edits
}

/** Edits from one word to another, where swapping two neighbours counts as one (optimal string alignment). */
function distanceOf(a: string, b: string): number {
  let [before, last] = [[] as number[], Array.from({ length: b.length + 1 }, (_, index) => index)]
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1
      let edits = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + cost)
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        edits = Math.min(edits, (before[j - 2] ?? 0) + 1)
      row.push(edits)
    }
    ;[before, last] = [last, row]
  }
  return last[b.length] ?? a.length
}
