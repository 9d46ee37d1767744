import { expression } from './expression.ts'
import type { Shape, ValueType } from './shape.ts'
import { likeliest } from './slip.ts'
import { label, note, type Walk } from './walk.ts'

type Scalar = string | number | boolean

/** Judges a known text, number or truth value; CloudFormation turns one into another where that is possible. */
export function judgeScalar(walk: Walk, value: Scalar, shape: Shape, types: readonly ValueType[]): void {
  // A dynamic reference is filled in by CloudFormation.
  if (typeof value === 'string' && value.includes('{{resolve:')) return
  // A parameter that is empty by default is to be given.
  if (value === '' && walk.byDefault) return
  const fitting = types.filter((type) => fits(value, type))
  if (types.length > 0 && fitting.length === 0) {
    note(walk, {
      rule: 'template/wrong-type',
      message: `${walk.subject}: "${label(walk)}" must be ${types.map(typeWord).join(' or ')}, not ${shown(value)}`,
      fix: fixOf(value, types),
    })
    return
  }
  if (judgeChoice(walk, value, shape)) return
  const isText = types.length === 0 ? typeof value === 'string' : fitting.includes('string')
  if (isText) judgeText(walk, String(value), shape)
  if (fitting.includes('number') || fitting.includes('integer')) judgeNumber(walk, Number(value), shape)
}

function fits(value: Scalar, type: ValueType): boolean {
  switch (type) {
    case 'string':
      return true
    case 'integer':
      return typeof value !== 'boolean' && /^\s*[-+]?\d+(\.0*)?\s*$/.test(String(value))
    case 'number':
      return typeof value !== 'boolean' && String(value).trim() !== '' && Number.isFinite(Number(value))
    case 'boolean':
      return typeof value === 'boolean' || (typeof value === 'string' && /^(true|false)$/i.test(value))
    default:
      return false
  }
}

/** True where something was said. */
function judgeChoice(walk: Walk, value: Scalar, { enum: values, anyCase }: Shape): boolean {
  if (values === undefined) return false
  const text = String(value)
  const lower = text.toLowerCase()
  const known = values.map(String)
  if (known.some((one) => one === text || (anyCase === true && one.toLowerCase() === lower))) return false
  const near = known.find((one) => one.toLowerCase() === lower) ?? likeliest(text, known)
  const isSlip = near?.toLowerCase() === lower
  note(walk, {
    rule: 'template/unknown-value',
    message: `${walk.subject}: ${shown(value)} is no value of "${label(walk)}" (schemas of ${walk.input.schemas.date})`,
    fix: near === undefined ? `write one of: ${listed(known)}` : `write "${near}"; known are: ${listed(known)}`,
    // Series of names go on: what has a number in it may be newer than the schemas.
    ...(!isSlip && /\d/.test(text) && known.some((one) => /[a-z]/i.test(one)) ? { severity: 'warning' } : {}),
  })
  return true
}

function judgeText(walk: Walk, text: string, { pattern, minLength, maxLength }: Shape): void {
  const length = [...text].length
  if (minLength !== undefined && length < minLength) {
    const least = minLength === 1 ? 'must not be empty' : `has ${length} characters, the least is ${minLength}`
    note(walk, {
      rule: 'template/text-length',
      message: `${walk.subject}: "${label(walk)}" ${least}`,
      fix: 'write more',
    })
    return
  }
  if (maxLength !== undefined && length > maxLength) {
    const message = `${walk.subject}: "${label(walk)}" has ${length} characters, the most is ${maxLength}`
    note(walk, { rule: 'template/text-length', message, fix: `shorten it to ${maxLength} characters` })
    return
  }
  // Long texts are documents; and some patterns take long to tell.
  if (pattern === undefined || length > 1_000 || expression(pattern).test(text)) return
  note(walk, {
    rule: 'template/value-pattern',
    message: `${walk.subject}: ${shown(text)} is not of the form that "${label(walk)}" demands`,
    fix:
      pattern.length > 80 ? `see the page of ${walk.schema.name} for its form` : `write a text of the form ${pattern}`,
  })
}

function judgeNumber(walk: Walk, value: number, { minimum, maximum }: Shape): void {
  const low = minimum !== undefined && value < minimum
  const high = maximum !== undefined && value > maximum
  if (!low && !high) return
  note(walk, {
    rule: 'template/number-range',
    message: `${walk.subject}: "${label(walk)}" is ${value}, the ${low ? `least is ${minimum}` : `most is ${maximum}`}`,
    fix: `write a number ${rangeWords(minimum, maximum)}`,
  })
}

function rangeWords(minimum: number | undefined, maximum: number | undefined): string {
  if (minimum === undefined) return `of ${maximum} at most`
  return maximum === undefined ? `of ${minimum} at least` : `from ${minimum} to ${maximum}`
}

function fixOf(value: Scalar, types: readonly ValueType[]): string {
  if (types.includes('array')) return `write a list: - ${value}`
  if (types.includes('object')) return 'write a mapping: "Name: value" lines below it'
  return types.includes('boolean') ? 'write true or false' : 'write a number'
}

/** A type in a person's words, with its article. */
export function typeWord(type: ValueType): string {
  return typeWords[type]
}

const typeWords: Readonly<Record<ValueType, string>> = {
  string: 'a text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  object: 'a mapping',
  array: 'a list',
}

/** A value for a message: quoted where it is text, cut where it is long. */
function shown(value: Scalar): string {
  const text = String(value)
  const short = text.length > 60 ? `${text.slice(0, 60)}…` : text
  return typeof value === 'string' ? `"${short}"` : short
}

function listed(values: readonly string[]): string {
  return values.length > 12 ? `${values.slice(0, 12).join(', ')} and ${values.length - 12} more` : values.join(', ')
}
