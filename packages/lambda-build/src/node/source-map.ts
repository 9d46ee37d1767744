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
 * @param json as esbuild writes it
 * @param rename gives a source its new path, or undefined for what is left out
 * @param limit where the map would be larger than this many bytes, lines alone are mapped, without columns and names
 */
export function slimMap(
  json: Uint8Array,
  rename: (source: string) => string | undefined,
  limit: number,
): Uint8Array<ArrayBuffer> {
  const { map, mappings } = readMap(Buffer.from(json.buffer, json.byteOffset, json.byteLength))
  const sources = map.sources.map(rename)
  const slim = Buffer.from(JSON.stringify(keepOwn(map, mappings, sources, false)))
  return slim.byteLength <= limit ? slim : Buffer.from(JSON.stringify(keepOwn(map, mappings, sources, true)))
}

/** The mappings are megabytes, and all ASCII: they are left as the bytes they are. */
function readMap(json: Buffer): { readonly map: SourceMap; readonly mappings: Uint8Array } {
  // Inside of a string the quotes would be escaped.
  const key = '"mappings": "'
  const start = json.indexOf(key) + key.length
  const end = json.indexOf('"', start)
  if (start < key.length) {
    const map: SourceMap = JSON.parse(json.toString())
    return { map, mappings: Buffer.from(map.mappings, 'latin1') }
  }
  const map: SourceMap = JSON.parse(json.toString('utf8', 0, start) + json.toString('utf8', end))
  return { map, mappings: json.subarray(start, end) }
}

/**
 * Each field of a mapping is told as the difference to the one before; those of a generated column start anew in a line.
 * One loop over all bytes, without a call for what is left out, which is nearly everything.
 */
function keepOwn(
  map: SourceMap,
  bytes: Uint8Array,
  renamed: readonly (string | undefined)[],
  linesOnly: boolean,
): SourceMap {
  const { keep, endLine, ended } = openMappings(renamed, map.names, linesOnly)
  const isOwn = Uint8Array.from(renamed, (source) => (source === undefined ? 0 : 1))
  const { length } = bytes
  let [generated, source, line, column, name] = [0, 0, 0, 0, 0]
  let [fields, value, shift] = [0, 0, 0]
  let isForeign = false
  for (let at = 0; at <= length; at += 1) {
    const byte = at < length ? (bytes[at] as number) : comma
    if (byte !== comma && byte !== semicolon) {
      const digit = digits[byte] as number
      value |= (digit & 31) << shift
      shift += 5
      if (digit > 31) continue
      const difference = value & 1 ? -(value >>> 1) : value >>> 1
      if (fields === 0) generated += difference
      else if (fields === 1) source += difference
      else if (fields === 2) line += difference
      else if (fields === 3) column += difference
      else name += difference
      fields += 1
      value = 0
      shift = 0
      continue
    }
    // Of what is left out only the beginning counts, where something of our own stood before.
    const hasSource = fields > 1 && isOwn[source] === 1
    if (hasSource) keep(generated, source, line, column, fields > 4 ? name : -1)
    else if (fields > 0 && !isForeign) keep(generated, -1, 0, 0, -1)
    if (fields > 0) isForeign = !hasSource
    fields = 0
    if (byte === comma) continue
    endLine()
    generated = 0
  }
  return { ...map, ...ended() }
}

interface Mappings {
  /** Numbers of a source and of a name, as they were; -1 for none. */
  readonly keep: (generated: number, source: number, line: number, column: number, name: number) => void
  readonly endLine: () => void
  readonly ended: () => Pick<SourceMap, 'sources' | 'names' | 'mappings'>
}

function openMappings(
  renamed: readonly (string | undefined)[],
  allNames: readonly string[],
  linesOnly: boolean,
): Mappings {
  const [kept, names] = [numbers(renamed), numbers(allNames)]
  const out: string[] = []
  let before = { generated: 0, source: 0, line: 0, column: 0, name: 0 }
  let [line0, source0, first] = [-1, -1, true]
  return {
    keep(generated, source, line, column, name) {
      const own = source < 0 ? undefined : kept.of(source)
      if (own !== undefined && linesOnly && line === line0 && source === source0) return
      out.push(first ? '' : ',', encode(generated - before.generated))
      first = false
      ;[line0, source0] = own === undefined ? [-1, -1] : [line, source]
      if (own === undefined) {
        before = { ...before, generated }
        return
      }
      out.push(encode(own - before.source), encode(line - before.line), encode(column - before.column))
      const named = name < 0 || linesOnly ? undefined : names.of(name)
      if (named !== undefined) out.push(encode(named - before.name))
      before = { generated, source: own, line, column, name: named ?? before.name }
    },
    endLine() {
      out.push(';')
      before = { ...before, generated: 0 }
      first = true
      line0 = -1
    },
    ended: () => ({ sources: kept.used, names: names.used, mappings: out.join('') }),
  }
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
