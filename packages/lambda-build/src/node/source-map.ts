/** A source map as esbuild writes it, version 3. */
interface SourceMap {
  readonly sources: readonly string[]
  readonly names: readonly string[]
  readonly mappings: string
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const digits = new Uint8Array(128)
for (let digit = 0; digit < 64; digit += 1) digits[alphabet.charCodeAt(digit)] = digit
const [comma, semicolon] = [44, 59]

/**
 * A map of the project's own sources only. A bundle is mostly packages, and so was its map, which weighed more than the
 * code and was read at every start. What stands in a package then has the bundle's own position in a stack.
 *
 * @param rename gives a source its new path, or undefined for what is left out
 * @param limit where the map would be larger than this many bytes, lines alone are mapped, without columns and names
 */
export function slimMap(json: string, rename: (source: string) => string | undefined, limit: number): string {
  const map: SourceMap = JSON.parse(json)
  const sources = map.sources.map(rename)
  const slim = JSON.stringify(keepOwn(map, sources, false))
  return slim.length <= limit ? slim : JSON.stringify(keepOwn(map, sources, true))
}

/** Each field of a mapping is told as the difference to the one before; those of a generated column start anew in a line. */
function keepOwn(map: SourceMap, renamed: readonly (string | undefined)[], linesOnly: boolean): SourceMap {
  const kept = numbers(renamed)
  const names = numbers(map.names)
  const bytes = Buffer.from(map.mappings, 'latin1')
  const out: string[] = []
  let at = 0
  const next = (): number => {
    let value = 0
    for (let shift = 0; ; shift += 5) {
      const digit = digits[bytes[at++] ?? 0] ?? 0
      value |= (digit & 31) << shift
      if (digit < 32) return value & 1 ? -(value >>> 1) : value >>> 1
    }
  }
  const ends = (): boolean => at >= bytes.length || bytes[at] === comma || bytes[at] === semicolon
  let [generated, source, line, column, name] = [0, 0, 0, 0, 0]
  let before = { generated: 0, source: 0, line: 0, column: 0, name: 0 }
  let [foreign, line0, source0, first] = [false, -1, -1, true]
  while (at < bytes.length) {
    if (bytes[at] === semicolon) {
      out.push(';')
      at += 1
      generated = 0
      before = { ...before, generated: 0 }
      first = true
      line0 = -1
      continue
    }
    if (bytes[at] === comma) {
      at += 1
      continue
    }
    generated += next()
    const isMapped = !ends()
    if (isMapped) {
      source += next()
      line += next()
      column += next()
    }
    const isNamed = isMapped && !ends()
    if (isNamed) name += next()
    const own = isMapped ? kept.of(source) : undefined
    const isRepeated = own === undefined ? foreign : linesOnly && line === line0 && source === source0
    if (isRepeated) continue
    foreign = own === undefined
    out.push(first ? '' : ',', encode(generated - before.generated))
    first = false
    ;[line0, source0] = own === undefined ? [-1, -1] : [line, source]
    if (own === undefined) {
      before = { ...before, generated }
      continue
    }
    out.push(encode(own - before.source), encode(line - before.line), encode(column - before.column))
    const named = isNamed && !linesOnly ? names.of(name) : undefined
    if (named !== undefined) out.push(encode(named - before.name))
    before = { generated, source: own, line, column, name: named ?? before.name }
  }
  return { ...map, sources: kept.used, names: names.used, mappings: out.join('') }
}

interface Numbers {
  readonly used: readonly string[]
  readonly of: (index: number) => number | undefined
}

/** Gives the entries of a list new numbers, in the order in which they are asked for; entries that are undefined get none. */
function numbers(entries: readonly (string | undefined)[]): Numbers {
  const known = new Map<number, number>()
  const used: string[] = []
  const of = (index: number): number | undefined => {
    const entry = entries[index]
    if (entry === undefined) return undefined
    const number = known.get(index) ?? used.push(entry) - 1
    known.set(index, number)
    return number
  }
  return { used, of }
}

function encode(value: number): string {
  let rest = value < 0 ? (-value << 1) | 1 : value << 1
  let text = ''
  do {
    const digit = rest & 31
    rest >>>= 5
    text += alphabet.charAt(rest > 0 ? digit | 32 : digit)
  } while (rest > 0)
  return text
}
