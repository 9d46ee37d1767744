import { type ChangeDetail, isReplaced, type ResourceChange, subjectOf } from './resource-change.ts'

/** Finds the change of the resource that another one refers to, in the same stack. */
export type FindChange = (change: ResourceChange, logicalId: string) => ResourceChange | undefined

/** Makes the look-up for a list of changes. */
export function finderIn(changes: readonly ResourceChange[]): FindChange {
  const known = new Map(changes.map((change) => [subjectOf(change), change]))
  return ({ within = [] }, logicalId) => known.get([...within, logicalId].join('/'))
}

/**
 * Who causes a replacement, to follow "because": `its KeySchema changes`, or `it refers to ApiFunction, which is
 * replaced`. Undefined where the change set does not say.
 */
export function causeOfReplacement(change: ResourceChange, find: FindChange): string | undefined {
  if (!isReplaced(change)) return undefined
  const relevant = change.details.filter(({ recreates }) => recreates !== 'Never')
  const certain = relevant.filter(({ recreates, dynamic }) => recreates === 'Always' && !dynamic)
  return inWords(change, change.replacement === 'True' && certain.length > 0 ? certain : relevant, find)
}

/** Why a resource is touched at all where nothing in the template itself changed for it; undefined where something did. */
export function causeOfTouch(change: ResourceChange, find: FindChange): string | undefined {
  const isOnlyReference = change.details.length > 0 && change.details.every(({ dynamic }) => dynamic)
  return isOnlyReference ? inWords(change, change.details, find) : undefined
}

function inWords(change: ResourceChange, details: readonly ChangeDetail[], find: FindChange): string | undefined {
  const own: string[] = []
  const others = new Set<string>()
  for (const detail of preferred(details)) {
    const { cause, source, name, attribute } = detail
    const property = name ?? attribute
    if (source === 'ParameterReference' && cause !== undefined) others.add(`its ${property} follows parameter ${cause}`)
    else if (references.has(source ?? '') && cause !== undefined) others.add(reference(change, cause, find))
    else if (source === 'Automatic') others.add('its own template may have changed')
    else own.push(property)
  }
  const parts = [
    ...(own.length === 0 ? [] : [`its ${list(own)} ${own.length === 1 ? 'changes' : 'change'}`]),
    ...others,
  ]
  return parts.length === 0 ? undefined : list(parts)
}

const references: ReadonlySet<string> = new Set(['ResourceReference', 'ResourceAttribute'])

/** One detail for each property: a certain one before a suspected one, and one that names its cause before one that does not. */
function preferred(details: readonly ChangeDetail[]): readonly ChangeDetail[] {
  const rank = ({ dynamic, cause }: ChangeDetail): number => (dynamic ? 2 : 0) + (cause === undefined ? 1 : 0)
  const best = new Map<string, ChangeDetail>()
  for (const detail of details) {
    const property = detail.name ?? detail.attribute
    const known = best.get(property)
    if (known === undefined || rank(detail) < rank(known)) best.set(property, detail)
  }
  return [...best.values()]
}

function reference(change: ResourceChange, cause: string, find: FindChange): string {
  const logicalId = cause.split('.')[0] ?? cause
  const other = find(change, logicalId)
  return `it refers to ${logicalId}, ${fateOf(other)}`
}

function fateOf(other: ResourceChange | undefined): string {
  if (other === undefined || !isReplaced(other)) return 'which changes'
  return other.replacement === 'True' ? 'which is replaced' : 'which may be replaced'
}

/** At most three things in a sentence; the rest is counted. */
export function list(things: readonly string[]): string {
  const shown = things.length > 4 ? [...things.slice(0, 3), `${things.length - 3} more`] : things
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`
}
