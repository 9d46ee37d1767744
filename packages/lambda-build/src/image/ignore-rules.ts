/** Tells whether a path of a build context, `/`-separated and relative to it, stays out of the image's build. */
export type IsIgnored = (path: string) => boolean

interface Rule {
  readonly keeps: boolean
  readonly matches: RegExp
}

/**
 * Reads a `.dockerignore`: patterns count from the root of the context, what lies under a match is out too, `!` takes back
 * in, and the last match decides. Source: Docker documentation, "Build context", .dockerignore files.
 */
export function readIgnoreRules(text: string): IsIgnored {
  const rules = text.split(/\r?\n/).flatMap(ruleOf)
  return (path) => {
    const parts = path.split('/')
    const paths = parts.map((_, index) => parts.slice(0, index + 1).join('/'))
    let ignored = false
    for (const { keeps, matches } of rules) if (paths.some((one) => matches.test(one))) ignored = !keeps
    return ignored
  }
}

function ruleOf(line: string): readonly Rule[] {
  if (line.startsWith('#')) return []
  const trimmed = line.trim()
  const keeps = trimmed.startsWith('!')
  const pattern = clean(keeps ? trimmed.slice(1).trim() : trimmed)
  return pattern === '' ? [] : [{ keeps, matches: new RegExp(`^${expression(pattern)}$`) }]
}

/** Without leading and trailing slashes, `.` and `..`. */
function clean(pattern: string): string {
  const parts: string[] = []
  for (const part of pattern.split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '' && part !== '.') parts.push(part)
  }
  return parts.join('/')
}

function expression(pattern: string): string {
  let text = ''
  for (let at = 0; at < pattern.length; at += 1) {
    const [char = '', next] = [pattern[at], pattern[at + 1]]
    if (char === '*' && next === '*') {
      const isFolders = pattern[at + 2] === '/'
      text += isFolders ? '(.*/)?' : '.*'
      at += isFolders ? 2 : 1
    } else if (char === '*') text += '[^/]*'
    else if (char === '?') text += '[^/]'
    else if (char === '[') {
      const end = pattern.indexOf(']', at + 2)
      text += end < 0 ? '\\[' : pattern.slice(at, end + 1).replaceAll('\\', '\\\\')
      if (end >= 0) at = end
    } else if (char === '\\' && next !== undefined) {
      text += escaped(next)
      at += 1
    } else text += escaped(char)
  }
  return text
}

function escaped(char: string): string {
  return /[\w\s]/.test(char) ? char : `\\${char}`
}
