import { isKnownMap } from '../unknown.ts'
import type { TemplateValue } from '../value.ts'
import type { Judgement } from './judgement.ts'
import { definitionOf, type Shape, typesOf } from './shape.ts'
import { holder, label, note, type Walk } from './walk.ts'

/** Judges a value that must fit one of several shapes: says what is wrong with the one it comes nearest to. */
export function judgeBranches(
  walk: Walk,
  branches: readonly Shape[],
  judge: (branch: Shape) => void,
): (value: TemplateValue) => void {
  return (value) => {
    const [chosen, unknownKind] = byKind(walk, branches, value)
    if (unknownKind !== undefined) {
      note(walk, unknownKind)
      return
    }
    const before = walk.notes
    const tries: Judgement[][] = []
    for (const branch of chosen) {
      walk.notes = []
      judge(branch)
      tries.push(walk.notes)
      if (walk.notes.length === 0) break
    }
    walk.notes = before
    const least = Math.min(...tries.map((notes) => notes.length))
    if (least === 0) return
    const best = tries.filter((notes) => notes.length === least)
    if (best.length === 1 && best[0] !== undefined) {
      walk.notes.push(...best[0])
      return
    }
    note(walk, {
      rule: 'template/wrong-type',
      message: `${walk.subject}: ${holder(walk)} has none of the ${branches.length} forms it may have`,
      fix: best
        .map((notes) => notes[0]?.fix)
        .filter((fix) => fix !== undefined)
        .slice(0, 3)
        .join('; or '),
    })
  }
}

/** Of shapes that are told apart by a `Type`, those of the value's; or what to say where it is none's. */
function byKind(
  walk: Walk,
  branches: readonly Shape[],
  value: TemplateValue,
): readonly [chosen: readonly Shape[], unknown?: Parameters<typeof note>[1]] {
  const fitting = branches.filter((branch) => mayHold(definitionOf(branch, walk.schema), value))
  const open = fitting.length === 0 ? branches : fitting
  const kind = isKnownMap(value) ? value['Type'] : undefined
  if (typeof kind !== 'string') return [open]
  const kinds = open.map((branch) => definitionOf(branch, walk.schema)?.properties?.['Type']?.enum)
  if (kinds.some((one) => one === undefined)) return [open]
  const chosen = open.filter((_, at) => kinds[at]?.includes(kind))
  if (chosen.length > 0) return [chosen]
  const message = `${walk.subject}: "${kind}" is no value of "${label(walk, 'Type')}" (schemas of ${walk.input.schemas.date})`
  return [[], { rule: 'template/unknown-value', message, fix: `write one of: ${kinds.flat().join(', ')}`, key: 'Type' }]
}

/** Whether a value is of the kind of a shape: a list, a mapping or a scalar. */
function mayHold(shape: Shape | undefined, value: TemplateValue): boolean {
  const types = shape === undefined ? [] : typesOf(shape)
  if (types.length === 0 || value === null) return true
  if (typeof value === 'object') return types.includes(Array.isArray(value) ? 'array' : 'object')
  return types.some((type) => type !== 'array' && type !== 'object')
}
