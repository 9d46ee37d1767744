/** The last lines of what a program said, without empty ones and the space around them. */
export function lastLines(text: string, count: number): readonly string[] {
  const lines = text.split(/[\r\n]+/).map((line) => line.trim())
  return lines.filter((line) => line !== '').slice(-count)
}
