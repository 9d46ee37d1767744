/** Which published patterns are used: JavaScript must read them as their authors meant, and they must be right. */

/** Patterns that refuse what AWS takes, by `type/path`, each with what shows it. */
const wrong: Readonly<Record<string, string>> = {}

/** Tells whether a pattern is used for rules. */
export function trusted(pattern: string, type: string, path: string): boolean {
  return !Object.hasOwn(wrong, `${type}${path}`) && isReadable(pattern)
}

/** Tells whether JavaScript reads a pattern as it is meant. */
export function isReadable(pattern: string): boolean {
  // POSIX classes, intersections, inline flags, anchors and properties of other dialects mean something else, or nothing.
  if (
    /\[:[a-z]+:\]|&&\[|\(\?[a-zA-Z]|\\[AZzGQE]|\\p\{(Is|In|java|Alpha|Digit|Alnum|Upper|Lower|Punct|Graph|Print|Blank)/.test(
      pattern,
    )
  )
    return false
  const bare = pattern.replace(/\\[pP]\{[^}]*\}|\\./g, 'x').replace(/\[[^\]]*\]/g, 'x')
  const isPossessive = /[*+?}]\+/.test(bare)
  return !isPossessive && (compiles(pattern, 'u') || (!/\\[pPu]\{|\\x\{/.test(pattern) && compiles(pattern, '')))
}

function compiles(pattern: string, flags: string): boolean {
  try {
    new RegExp(pattern, flags)
    return true
  } catch {
    return false
  }
}
