import type { ResolvedMap } from '../unknown.ts'
import { intrinsicOf, type TemplateMap, type TemplateValue } from '../value.ts'
import { expression } from './expression.ts'
import { judgeCombinations } from './judge-combinations.ts'
import type { Shape } from './shape.ts'
import { isSlip, likeliest } from './slip.ts'
import { enter, holder, label, note, publishedPath, type Walk } from './walk.ts'

/** Judges a mapping: each property, those that nobody knows, those that are missing, and those that do not go together. */
export function judgeMap(walk: Walk, map: TemplateMap | ResolvedMap, shape: Shape): void {
  // A macro or a loop may still bring anything; any other function here does not stand alone, which is said elsewhere.
  const isOpen = Object.keys(map).some((key) => key.startsWith('Fn::'))
  for (const key of Object.keys(map)) {
    const value = map[key] as TemplateValue
    const member = memberOf(shape, key)
    if (member === undefined) {
      if (!isOpen && shape.additional === false) unknownProperty(walk, key, shape)
      continue
    }
    if (shape.properties !== undefined) judgeStanding(walk, key)
    enter(walk, key, () => walk.value(value, member))
  }
  if (isOpen) return
  for (const name of shape.required ?? []) {
    if (presence(map, name) === 'no') note(walk, missing(walk, name))
  }
  judgeCombinations(walk, shape, (name) => presence(map, name))
}

function memberOf({ properties, patterns, additional }: Shape, key: string): Shape | undefined {
  if (properties !== undefined && Object.hasOwn(properties, key)) return properties[key]
  for (const pattern of Object.keys(patterns ?? {})) if (expression(pattern).test(key)) return patterns?.[pattern]
  return additional === false ? undefined : additional
}

function unknownProperty(walk: Walk, key: string, shape: Shape): void {
  const names = Object.keys(shape.properties ?? {})
  const patterns = Object.keys(shape.patterns ?? {})
  const near = likeliest(key, names)
  const where = holder(walk)
  const isFree = names.length === 0 && patterns.length > 0
  note(walk, {
    rule: 'template/unknown-property',
    message: `${walk.subject}: ${where} ${isFree ? 'takes no name' : 'has no property'} "${key}" (schemas of ${walk.input.schemas.date})`,
    fix: isFree
      ? `write a name of the form ${patterns.join(' or ')}`
      : near === undefined
        ? `remove it, or write one of: ${names.slice(0, 12).join(', ')}`
        : `write "${near}"`,
    ...(isSurelyWrong(walk, key, near) ? {} : { severity: 'warning' }),
    key,
  })
}

/** Properties are added every week: only what looks like a slip of the pen is surely wrong. AWS SAM skips what lies deeper. */
function isSurelyWrong({ schema, path, depth }: Walk, key: string, near: string | undefined): boolean {
  if (near === undefined || !isSlip(key, near)) return false
  return path.length <= depth || !schema.name.startsWith('AWS::Serverless::')
}

function missing(walk: Walk, name: string): Parameters<typeof note>[1] {
  const where = holder(walk)
  return {
    rule: 'template/missing-property',
    message: `${walk.subject}: ${where} needs the property "${name}"`,
    fix: `add "${name}: …"`,
    missing: name,
  }
}

/** A property that AWS sets itself, or that nobody should set any more. */
function judgeStanding(walk: Walk, key: string): void {
  const { readOnly, deprecated } = walk.schema
  if ((readOnly === undefined && deprecated === undefined) || walk.fixed) return
  const path = publishedPath(walk, key)
  if (readOnly?.includes(path) === true) {
    note(walk, {
      rule: 'template/read-only-property',
      message: `${walk.subject}: "${label(walk, key)}" is set by AWS and cannot be given`,
      fix: 'remove it',
      key,
      // Deeper down AWS has been seen to take what it calls read-only, and to overwrite it.
      ...(path.includes('/') ? { severity: 'warning' } : {}),
    })
  } else if (deprecated?.includes(path) === true) {
    note(walk, {
      rule: 'template/deprecated-property',
      message: `${walk.subject}: "${label(walk, key)}" of ${walk.schema.name} is deprecated`,
      fix: 'write what took its place, as the page of the resource type says',
      key,
    })
  }
}

/** Whether a property is there: surely, perhaps (a side of a condition leaves it out), or not. */
export type Presence = 'yes' | 'maybe' | 'no'

function presence(map: TemplateMap | ResolvedMap, name: string): Presence {
  return Object.hasOwn(map, name) ? presenceOf(map[name] as TemplateValue) : 'no'
}

function presenceOf(value: TemplateValue): Presence {
  const [name, argument] = intrinsicOf(value) ?? []
  if (name === 'Ref' && argument === 'AWS::NoValue') return 'no'
  // AWS takes an empty list for no list at all.
  if (Array.isArray(value) && value.length === 0) return 'maybe'
  if (name !== 'Fn::If' || !Array.isArray(argument)) return 'yes'
  const sides = [presenceOf(argument[1] ?? null), presenceOf(argument[2] ?? null)]
  return sides.every((side) => side === sides[0]) ? (sides[0] ?? 'maybe') : 'maybe'
}
