/**
 * How many parameters the function that a source exports under a name declares, as its `length` would say; undefined
 * where the source does not show it at a glance, as when the function is passed on, or wrapped.
 */
export function parametersOf(source: string, name: string): number | undefined {
  const text = stripText(source)
  const escaped = name.replaceAll('$', '\\$')
  const declared = new RegExp(
    `\\bfunction\\s+${escaped}\\s*\\(|\\b(?:const|let|var)\\s+${escaped}\\b\\s*(?::[^=;]+)?=\\s*(?:async\\s*)?(?:function\\b[^(]*)?\\(`,
  ).exec(text)
  if (declared === null) return undefined
  const start = declared.index + declared[0].length
  const isFunction = /\bfunction\b/.test(declared[0])
  const bare = text.slice(start).replaceAll('=>', '  ')
  const list: string[] = ['']
  let depth = 0
  for (let at = 0; at < bare.length; at += 1) {
    const sign = bare.charAt(at)
    if (depth === 0 && sign === ')') {
      // Parentheses around something else than parameters, as in `(0, wrap)(…)`.
      const isArrow = /^\)\s*(?::[^;{}]*?)?=>/.test(text.slice(start + at))
      return isFunction || isArrow ? lengthOf(list) : undefined
    }
    if ('([{<'.includes(sign)) depth += 1
    if (')]}>'.includes(sign)) depth -= 1
    if (sign === ',' && depth === 0) list.push('')
    else list.push(`${list.pop() ?? ''}${depth === 0 ? sign : ' '}`)
  }
  return undefined
}

/** Source code without what stands in comments and texts. */
export function stripText(source: string): string {
  return source.replace(
    /("(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\[\s\S]|[^`\\])*`)|\/\/[^\n]*|\/\*[\s\S]*?\*\//g,
    (_, text?: string) => (text === undefined ? ' ' : '""'),
  )
}

function lengthOf(list: readonly string[]): number {
  const parameters = list.map((each) => each.trim()).filter((each) => each !== '' && !/^this\b/.test(each))
  const end = parameters.findIndex((each) => each.startsWith('...') || each.includes('='))
  return end === -1 ? parameters.length : end
}
