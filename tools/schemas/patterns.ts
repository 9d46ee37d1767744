/** Which published patterns are used: JavaScript must read them as their authors meant, and they must be right. */

/** Patterns that refuse what AWS takes, by `type/path`, each with what shows it. */
const wrong: Readonly<Record<string, string>> = {}

/** Tells whether a pattern is used for rules. */
export function trusted(pattern: string, type: string, path: string): boolean {
  return !Object.hasOwn(wrong, `${type}${path}`) && isReadable(pattern) && isQuick(pattern)
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

/**
 * Tells whether a pattern decides in bearable time on any text: no group repeats without bound what repeats without bound
 * itself, unless each round begins or ends with a character of its own.
 */
export function isQuick(pattern: string): boolean {
  // Classes become C, other escaped characters X, so that what is left can be taken apart.
  let text = pattern
    .replace(/\\[pP]\{[^}]*\}|\\[dDwWsS]/g, 'C')
    .replace(/\\./g, 'X')
    .replace(/\[[^\]]*\]|\./g, 'C')
  const group = /\((?:\?(?::|<?[=!]))?([^()]*)\)([*+]|\{\d+(?:,\d*)?\})?/
  for (let match = group.exec(text); match !== null; match = group.exec(text)) {
    const [whole, body = '', repeat = ''] = match
    const isDeep = repeats(body) || body.includes('U')
    if (isDeep && repeats(repeat) && !body.split('|').every(isMarked)) return false
    text = text.replace(whole, isDeep || repeats(repeat) ? 'U' : 'C')
  }
  return true
}

/** Whether something is repeated without bound, or ten times and more. */
function repeats(text: string): boolean {
  return /[*+]|\{\d+,\}|\{(\d+,)?\d{2,}\}/.test(text)
}

/** Whether a round begins or ends with a character that is surely there. */
function isMarked(body: string): boolean {
  return /^[^CU^$*+?{}|](?![?*{])/.test(body) || /[^CU^$*+?{}|]$/.test(body)
}

function compiles(pattern: string, flags: string): boolean {
  try {
    new RegExp(pattern, flags)
    return true
  } catch {
    return false
  }
}
