import type { Presence } from './judge-map.ts'
import type { Shape } from './shape.ts'
import { holder, note, type Walk } from './walk.ts'

const rule = 'template/property-combination'

/** Judges which properties stand together, exclude each other, or cannot all be missing. */
export function judgeCombinations(walk: Walk, shape: Shape, presence: (name: string) => Presence): void {
  const { oneOf, anyOf, excludes, needs } = shape
  if (oneOf === undefined && anyOf === undefined && excludes === undefined && needs === undefined) return
  const where = holder(walk)
  for (const [groups, only] of [
    [oneOf, true],
    [anyOf, false],
  ] as const) {
    if (groups === undefined) continue
    if (groups.every((group) => group.some((name) => presence(name) === 'no'))) {
      const message = `${walk.subject}: ${where} needs ${groups.map(together).join(' or ')}`
      note(walk, { rule, message, fix: `add ${together(groups[0] ?? [])}` })
    }
    const sure = groups.filter((group) => group.every((name) => presence(name) === 'yes'))
    // Groups of several properties overlap more freely than their schemas say.
    if (only && sure.length > 1 && sure.every((group) => group.length === 1)) {
      const [first = [], second = []] = sure
      const message = `${walk.subject}: ${where} takes ${together(first)} or ${together(second)}, not both`
      note(walk, { rule, message, fix: 'remove one of the two', ...keyOf(second) })
    }
  }
  for (const [name, others] of Object.entries(excludes ?? {})) {
    const other = presence(name) === 'yes' ? others.find((one) => presence(one) === 'yes') : undefined
    // Said once, where both exclude each other.
    if (other === undefined || (excludes?.[other]?.includes(name) === true && other < name)) continue
    const message = `${walk.subject}: ${where} takes "${name}" or "${other}", not both`
    note(walk, { rule, message, fix: 'remove one of the two', key: other })
  }
  for (const [name, others] of Object.entries(needs ?? {})) {
    if (presence(name) !== 'yes') continue
    for (const other of others.filter((one) => presence(one) === 'no')) {
      const message = `${walk.subject}: "${name}" needs "${other}" beside it`
      note(walk, { rule, message, fix: `add "${other}: …"`, key: name })
    }
  }
}

function together(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(' with ')
}

function keyOf(names: readonly string[]): { readonly key?: string } {
  const [key] = names
  return key === undefined ? {} : { key }
}
