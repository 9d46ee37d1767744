import type { RuleInput } from '../rules/rule.ts'
import type { ResolvedValue } from '../unknown.ts'
import type { TemplateValue } from '../value.ts'
import type { Judgement } from './judgement.ts'
import type { ResourceSchema, Shape } from './shape.ts'

/** A walk through the properties of one resource, beside its schema. */
export interface Walk {
  readonly input: RuleInput
  readonly schema: ResourceSchema
  /** How messages call the resource. */
  readonly subject: string
  /** Where the walk is, as written; grows and shrinks on the way. */
  readonly path: (string | number)[]
  /** How many steps of `path` lie above the first property. */
  readonly depth: number
  /** Inside a value that a function gives: all of it stands where the function does. */
  fixed: boolean
  /** The function's value hangs on defaults of parameters that may be given otherwise. */
  byDefault: boolean
  /** On a side that no condition chooses: what is wrong there does not hurt now. */
  idle: boolean
  notes: Judgement[]
  /** Judges a value by a shape. */
  value(value: TemplateValue | ResolvedValue, shape: Shape): void
}

/** What is to be said of the place where a walk is. */
export type Note = Omit<Judgement, 'path'> & {
  /** The property below the place that is meant. */
  readonly key?: string | number
}

/** Says something; in a place that does not count now, an error is a warning. */
export function note(walk: Walk, { key, ...judgement }: Note): void {
  const path = key === undefined || walk.fixed ? [...walk.path] : [...walk.path, key]
  const soft = (walk.idle || walk.byDefault) && judgement.severity !== 'info' ? { severity: 'warning' as const } : {}
  walk.notes.push({ ...judgement, ...soft, path })
}

/** Goes one step down, and back. */
export function enter(walk: Walk, step: string | number, visit: () => void): void {
  if (walk.fixed) {
    visit()
    return
  }
  walk.path.push(step)
  visit()
  walk.path.pop()
}

/** The place of a walk, or of a property below it, in a person's words: `Code.S3Bucket`; empty at the top. */
export function label(walk: Walk, key?: string): string {
  const steps = key === undefined ? walk.path : [...walk.path, key]
  let text = ''
  for (let at = walk.depth; at < steps.length; at += 1) {
    const step = steps[at]
    if (step === 'Fn::If') at += 1
    else if (typeof step === 'number') text += `[${step}]`
    else text += text === '' ? step : `.${step}`
  }
  return text
}

/** The mapping where a walk is, for a message: its place in quotes, or the type at the top. */
export function holder(walk: Walk): string {
  const place = label(walk)
  return place === '' ? walk.schema.name : `"${place}"`
}

/** The published path of a property below the place of a walk: names and `*`, parted by `/`. */
export function publishedPath(walk: Walk, key: string): string {
  const steps: (string | number)[] = []
  for (let at = walk.depth; at < walk.path.length; at += 1) {
    const step = walk.path[at]
    if (step === 'Fn::If') at += 1
    else if (step !== undefined) steps.push(typeof step === 'number' ? '*' : step)
  }
  return [...steps, key].join('/')
}
