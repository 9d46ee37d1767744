/** The pieces of an `Fn::Sub` text: plain text, and names to be replaced; `${!Literal}` is plain text `${Literal}`. */
export function splitSub(text: string): readonly (string | { readonly name: string })[] {
  const parts: (string | { readonly name: string })[] = []
  let end = 0
  for (const match of text.matchAll(/\$\{([^}]*)\}/g)) {
    parts.push(text.slice(end, match.index))
    const inner = (match[1] ?? '').trim()
    parts.push(inner.startsWith('!') ? `\${${inner.slice(1)}}` : { name: inner })
    end = match.index + match[0].length
  }
  parts.push(text.slice(end))
  return parts.filter((part) => part !== '')
}
