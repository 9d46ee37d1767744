/** One arrow between things that are laid out, by their names. */
export interface Arrow {
  readonly from: string
  readonly to: string
}

/** Things in columns, from left to right; an arrow over several columns has a bend in each between. */
export interface Layers {
  /** Names in each column from top to bottom, bends among them. */
  readonly columns: readonly (readonly string[])[]
  /** For each arrow the names it goes through, its ends first and last, always from left to right. */
  readonly ways: ReadonlyMap<Arrow, readonly string[]>
}

const sweeps = 12

/** Arranges things so that arrows go from left to right, as far as no circle forbids it, and cross seldom. */
export function arrange(ids: readonly string[], arrows: readonly Arrow[]): Layers {
  const forward = withoutCircles(ids, arrows)
  const ranks = rank(
    ids,
    forward.map(({ from, to }) => [from, to] as const),
  )
  const columns: string[][] = []
  const put = (column: number, id: string): void => {
    columns[column] ??= []
    columns[column].push(id)
  }
  for (const id of ids) put(ranks.get(id) ?? 0, id)
  const ways = new Map<Arrow, readonly string[]>()
  const links: [string, string][] = []
  for (const [index, { from, to, arrow }] of forward.entries()) {
    const [start, end] = [ranks.get(from) ?? 0, ranks.get(to) ?? 0]
    const bends = Array.from({ length: Math.max(end - start - 1, 0) }, (_, step) => `bend ${index} ${step}`)
    for (const [step, bend] of bends.entries()) put(start + step + 1, bend)
    const way = [from, ...bends, to]
    ways.set(arrow, way)
    for (let step = 1; step < way.length; step++) links.push([way[step - 1] ?? from, way[step] ?? to])
  }
  return {
    columns: order(
      Array.from(columns, (column) => column ?? []),
      links,
    ),
    ways,
  }
}

interface Forward extends Arrow {
  /** The arrow as it was given; it may point the other way. */
  readonly arrow: Arrow
}

/** The arrows with those turned round that close a circle. */
function withoutCircles(ids: readonly string[], arrows: readonly Arrow[]): readonly Forward[] {
  const state = new Map<string, 'open' | 'done'>()
  const turned = new Set<Arrow>()
  const visit = (id: string): void => {
    state.set(id, 'open')
    for (const arrow of arrows) {
      if (arrow.from !== id) continue
      if (state.get(arrow.to) === 'open') turned.add(arrow)
      else if (state.get(arrow.to) === undefined) visit(arrow.to)
    }
    state.set(id, 'done')
  }
  for (const id of ids) if (state.get(id) === undefined) visit(id)
  return arrows.map((arrow) =>
    turned.has(arrow) ? { from: arrow.to, to: arrow.from, arrow } : { from: arrow.from, to: arrow.to, arrow },
  )
}

/** The longest way to each from the left; what nothing points to stands close to what it points to. */
function rank(ids: readonly string[], links: readonly (readonly [string, string])[]): ReadonlyMap<string, number> {
  const ranks = new Map(ids.map((id) => [id, 0]))
  for (let round = 0, changed = true; changed && round <= ids.length; round++) {
    changed = false
    for (const [from, to] of links) {
      const least = (ranks.get(from) ?? 0) + 1
      if ((ranks.get(to) ?? 0) >= least) continue
      ranks.set(to, least)
      changed = true
    }
  }
  const reached = new Set(links.map(([, to]) => to))
  for (const id of ids) {
    const targets = links.filter(([from]) => from === id).map(([, to]) => ranks.get(to) ?? 0)
    if (!reached.has(id) && targets.length > 0) ranks.set(id, Math.min(...targets) - 1)
  }
  return ranks
}

/** Puts each thing near the middle of its neighbours, from the left and from the right in turn. */
function order(
  columns: readonly (readonly string[])[],
  links: readonly (readonly [string, string])[],
): readonly (readonly string[])[] {
  const before = neighbours(links.map(([from, to]) => [to, from]))
  const after = neighbours(links)
  let current = columns
  for (let sweep = 0; sweep < sweeps; sweep++) {
    const toRight = sweep % 2 === 0
    const sorted: (readonly string[])[] = [...current]
    const indexes = [...sorted.keys()]
    for (const index of toRight ? indexes : indexes.toReversed()) {
      const beside = sorted[toRight ? index - 1 : index + 1]
      if (beside === undefined) continue
      const place = new Map(beside.map((id, at) => [id, at]))
      sorted[index] = byMiddle(sorted[index] ?? [], toRight ? before : after, place)
    }
    current = sorted
  }
  return current
}

function byMiddle(
  column: readonly string[],
  near: ReadonlyMap<string, readonly string[]>,
  place: ReadonlyMap<string, number>,
): readonly string[] {
  const middles = new Map(
    column.map((id, index) => {
      const places = (near.get(id) ?? []).flatMap((one) => place.get(one) ?? [])
      return [id, places.length === 0 ? index : places.reduce((sum, one) => sum + one, 0) / places.length]
    }),
  )
  return column.toSorted((one, other) => (middles.get(one) ?? 0) - (middles.get(other) ?? 0))
}

function neighbours(links: readonly (readonly [string, string])[]): ReadonlyMap<string, readonly string[]> {
  const result = new Map<string, string[]>()
  for (const [from, to] of links) {
    const list = result.get(from) ?? []
    list.push(to)
    result.set(from, list)
  }
  return result
}
