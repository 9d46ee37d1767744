/** A YAML text without some keys of its top level, and all that stands below them; it ends with a new line unless empty. */
export function withoutKeys(text: string, keys: readonly string[]): string {
  const lines: string[] = []
  let isInside = false
  for (const line of text.split(/\r?\n/)) {
    const [, key] = /^["']?([^\s"'#:-][^"':]*)["']?\s*:/.exec(line) ?? []
    if (key !== undefined) isInside = keys.includes(key)
    if (!isInside) lines.push(line)
  }
  const rest = lines.join('\n').trimEnd()
  return rest === '' ? '' : `${rest}\n`
}
