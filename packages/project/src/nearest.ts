/** The candidate that a mistyped name most likely means: at most two letters in five differ; undefined where none does. */
export function nearestName(name: string, candidates: Iterable<string>): string | undefined {
  let best: string | undefined
  let least = Math.max(1, Math.floor(name.length * 0.4)) + 1
  for (const candidate of candidates) {
    if (candidate.toLowerCase() === name.toLowerCase()) return candidate
    const distance = editDistance(simplify(name), simplify(candidate), least)
    if (distance < least) {
      least = distance
      best = candidate
    }
  }
  return best
}

/** A hint that names the nearest candidate, else all of them. */
export function didYouMean(name: string, candidates: readonly string[]): string {
  const near = nearestName(name, candidates)
  if (near !== undefined) return `did you mean "${near}"?`
  return candidates.length === 0 ? 'none is declared' : `known here: ${candidates.join(', ')}`
}

function simplify(name: string): string {
  return name.toLowerCase().replace(/[-_ ]/g, '')
}

/** Edits (insert, delete, replace, swap of neighbours) from one text to the other; gives up at `limit`. */
function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit
  let older: number[] = []
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const current = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1]
      let cost = Math.min(at(previous, j) + 1, at(current, j - 1) + 1, at(previous, j - 1) + (same ? 0 : 1))
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, at(older, j - 2) + 1)
      current.push(cost)
    }
    older = previous
    previous = current
  }
  return at(previous, b.length)
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Number.POSITIVE_INFINITY
}
