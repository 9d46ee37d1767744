/** A name in a template may hold a line break, after which a CI system would take what follows for a command of its own. */
export function inOneLine(text: string): string {
  return text.replace(/\p{Cc}/gu, (character) => JSON.stringify(character).slice(1, -1))
}
