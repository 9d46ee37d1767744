import type { ExchangeSide } from '../step-kind.ts'

/** One direction of an exchange as lines: its title, headers, an empty line, the body. */
export function sideLines(side: ExchangeSide | undefined): readonly string[] {
  if (side === undefined) return ['no answer']
  const headers = Object.entries(side.headers ?? {}).map(([name, value]) => (value === '' ? name : `${name}: ${value}`))
  const body = side.body === undefined || side.body === '' ? [] : ['', ...plain(pretty(side.body)).split('\n')]
  return [plain(side.title), ...headers.map((line) => plain(line).replaceAll('\n', ' ')), ...body]
}

/** JSON is told with line breaks, as long as it is whole. */
function pretty(body: string): string {
  if (!/^\s*[[{]/.test(body)) return body
  try {
    return JSON.stringify(JSON.parse(body), null, 2)
  } catch {
    return body
  }
}

/** Without what moves a terminal's cursor or cannot be shown: an answer may hold anything. */
export function plain(text: string): string {
  return text
    .toWellFormed()
    .replaceAll('\r\n', '\n')
    .replaceAll('\t', '  ')
    .replaceAll(/(?!\n)[\p{Cc}\ufffe\uffff]/gu, (char) => {
      const code = char.charCodeAt(0)
      return code < 32 ? String.fromCharCode(0x2400 + code) : '\ufffd'
    })
}
