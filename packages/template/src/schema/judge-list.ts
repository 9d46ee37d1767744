import { isUnknown, type ResolvedValue } from '../unknown.ts'
import { intrinsicOf, type TemplateValue } from '../value.ts'
import type { Shape } from './shape.ts'
import { enter, label, note, type Walk } from './walk.ts'

/** Judges a list: each item, how many there are, and whether one stands twice. */
export function judgeList(walk: Walk, list: readonly (TemplateValue | ResolvedValue)[], shape: Shape): void {
  const { items } = shape
  if (items !== undefined) {
    for (const [index, item] of list.entries()) enter(walk, index, () => walk.value(item, items))
  }
  judgeLength(walk, list as readonly TemplateValue[], shape)
  if (shape.unique === true) judgeTwice(walk, list)
}

function judgeLength(walk: Walk, list: readonly TemplateValue[], { minItems, maxItems }: Shape): void {
  if (minItems === undefined && maxItems === undefined) return
  // A parameter that is empty by default is to be given.
  if (walk.byDefault && list.length === 0) return
  const items = list.filter((item) => !isNothing(item))
  const sure = items.filter((item) => intrinsicOf(item)?.[0] !== 'Fn::If')
  const few = minItems !== undefined && items.length < minItems
  const many = maxItems !== undefined && sure.length > maxItems
  if (!few && !many) return
  const limit = few ? `the least is ${minItems}` : `the most is ${maxItems}`
  note(walk, {
    rule: 'template/list-length',
    message: `${walk.subject}: "${label(walk)}" has ${few ? items.length : sure.length} items, ${limit}`,
    fix: few ? `write ${minItems} items at least, or leave the property out` : `keep ${maxItems} items`,
  })
}

function isNothing(value: TemplateValue): boolean {
  const [name, argument] = intrinsicOf(value) ?? []
  return name === 'Ref' && argument === 'AWS::NoValue'
}

function judgeTwice(walk: Walk, list: readonly (TemplateValue | ResolvedValue)[]): void {
  const seen = new Map<string, number>()
  for (const [index, item] of list.entries()) {
    if (isUnknown(item) || intrinsicOf(item as TemplateValue)?.[0] === 'Fn::If') continue
    if (isNothing(item as TemplateValue)) continue
    const text = JSON.stringify(item)
    const first = seen.get(text)
    if (first === undefined) {
      seen.set(text, index)
      continue
    }
    note(walk, {
      rule: 'template/list-item-twice',
      message: `${walk.subject}: item ${index + 1} of "${label(walk)}" is the same as item ${first + 1}`,
      fix: 'remove one of the two',
      key: index,
    })
  }
}
