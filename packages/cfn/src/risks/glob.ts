/**
 * Whether a pattern with `*` and `?` takes in everything that a name, which may be a pattern itself, stands for: a star of
 * the name is only taken in by a star of the pattern. In time linear for each star.
 */
export function matches(pattern: string, name: string): boolean {
  let [at, star, from] = [0, -1, 0]
  for (let index = 0; index < name.length; ) {
    const wanted = pattern[at]
    if (wanted === '*') {
      star = at
      from = index
      at += 1
    } else if (wanted === name[index] || (wanted === '?' && name[index] !== '*')) {
      at += 1
      index += 1
    } else if (star < 0) {
      return false
    } else {
      at = star + 1
      from += 1
      index = from
    }
  }
  return /^\**$/.test(pattern.slice(at))
}

/** Whether two patterns may stand for one name; never wrongly false. */
export function mayMeet(one: string, other: string): boolean {
  const [left, right] = [one, other].map((text) => text.split(/[*?]/, 1)[0] ?? '') as [string, string]
  if (left === one) return matches(other, one)
  if (right === other) return matches(one, other)
  return left.startsWith(right) || right.startsWith(left)
}
