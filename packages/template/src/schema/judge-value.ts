import { isUnknown, type ResolvedMap, type ResolvedValue } from '../unknown.ts'
import { intrinsicOf, type TemplateMap, type TemplateValue } from '../value.ts'
import { functionKind, hangsOnDefault } from './function-kind.ts'
import { judgeBranches } from './judge-branches.ts'
import { judgeList } from './judge-list.ts'
import { judgeMap } from './judge-map.ts'
import { judgeScalar, typeWord } from './judge-scalar.ts'
import { isPackaged } from './packaged.ts'
import { definitionOf, type Shape, typesOf } from './shape.ts'
import { enter, label, note, type Walk } from './walk.ts'

/** Judges a value by a shape; silent where the value cannot be known. */
export function judgeValue(walk: Walk, value: TemplateValue | ResolvedValue, shape: Shape): void {
  if (isUnknown(value)) return
  const full = definitionOf(shape, walk.schema)
  if (full === undefined) return
  const written = value as TemplateValue
  const [name, argument = null] = (walk.fixed ? undefined : intrinsicOf(written)) ?? []
  if (name === 'Fn::If') judgeSides(walk, argument, full)
  else if (name !== undefined) judgeFunction(walk, name, argument, full)
  else judgeKnown(walk, written, full)
}

function judgeSides(walk: Walk, argument: TemplateValue, shape: Shape): void {
  if (!Array.isArray(argument)) return
  const holds = walk.input.resolved.conditions[String(argument[0])]
  for (const side of [1, 2] as const) {
    const value: TemplateValue | undefined = argument[side]
    if (value === undefined) continue
    const wasIdle = walk.idle
    walk.idle ||= typeof holds === 'boolean' && holds !== (side === 1)
    enter(walk, 'Fn::If', () => enter(walk, side, () => walk.value(value, shape)))
    walk.idle = wasIdle
  }
}

function judgeFunction(walk: Walk, name: string, argument: TemplateValue, shape: Shape): void {
  if (name === 'Ref' && argument === 'AWS::NoValue') return
  const kind = functionKind(name, argument, walk.input)
  if (kind !== undefined && !allows(walk, shape, kind)) {
    note(walk, {
      rule: 'template/wrong-type',
      message: `${walk.subject}: "${label(walk)}" must be ${typesOf(shape).map(typeWord).join(' or ')}; ${name} gives ${kind === 'list' ? 'a list' : 'a text'}`,
      fix: kind === 'list' ? 'take one item of it with Fn::Select' : `write a list: - ${name.replace('Fn::', '!')} …`,
    })
    return
  }
  // What chooses the other side would give other values, too.
  if (walk.idle) return
  const written = { [name]: argument }
  const resolved = walk.input.resolved.resolve(written)
  if (resolved === null) return
  walk.fixed = true
  walk.byDefault = hangsOnDefault(written, walk.input)
  walk.value(resolved, shape)
  walk.fixed = false
  walk.byDefault = false
}

function judgeKnown(walk: Walk, value: TemplateValue, shape: Shape): void {
  if (shape.branches !== undefined) judgeBranches(walk, shape.branches, (branch) => walk.value(value, branch))(value)
  if (value === null) {
    // AWS SAM leaves out what has no value.
    if (walk.schema.name.startsWith('AWS::Serverless::')) return
    const message = `${walk.subject}: "${label(walk)}" has no value, and CloudFormation takes no null`
    note(walk, { rule: 'template/wrong-type', message, fix: 'write a value, or remove the line' })
    return
  }
  const types = typesOf(shape)
  if (typeof value !== 'object') {
    if (typeof value === 'string' && isPackaged(walk.schema.name, label(walk))) return
    judgeScalar(walk, value, shape, types)
    return
  }
  const type = Array.isArray(value) ? 'array' : 'object'
  if (types.length > 0 && !types.includes(type)) {
    note(walk, {
      rule: 'template/wrong-type',
      message: `${walk.subject}: "${label(walk)}" must be ${types.map(typeWord).join(' or ')}, not ${typeWord(type)}`,
      fix:
        type === 'array'
          ? 'write it without "-" before it'
          : types.includes('array')
            ? 'write "-" before each item'
            : 'write a plain value',
    })
  } else if (Array.isArray(value)) judgeList(walk, value, shape)
  else judgeMap(walk, value as TemplateMap | ResolvedMap, shape)
}

function allows(walk: Walk, shape: Shape, kind: 'list' | 'scalar'): boolean {
  const types = typesOf(shape)
  if (types.length > 0)
    return types.some((type) => (kind === 'list' ? type === 'array' : type !== 'array' && type !== 'object'))
  const branches = shape.branches?.map((branch) => definitionOf(branch, walk.schema))
  return branches === undefined || branches.some((branch) => branch === undefined || allows(walk, branch, kind))
}
