import { isMap, type TemplateMap, type TemplateValue } from '../value.ts'
import { parameterForm } from './parameter-types.ts'

/** Bytes that the value of a parameter may have. Source: CloudFormation quotas, "Parameter values". */
const valueLimit = 4096

/** Why CloudFormation would refuse a value for a parameter; undefined where it takes it. */
export function refusalOf(definition: TemplateMap, value: string): string | undefined {
  const form = parameterForm(String(definition['Type']))
  if (form === undefined) return undefined
  if (Buffer.byteLength(value) > valueLimit) return `has ${Buffer.byteLength(value)} bytes, ${valueLimit} are allowed`
  if (form.kind === 'stored') return storedRefusal(value) ?? constraintRefusal(definition, value, value, false)
  const items = form.isList ? value.split(',').map((item) => item.trim()) : [value]
  for (const item of items) {
    if (form.kind === 'number' && !isNumber(item)) return `"${item}" is no number`
    // An empty text is what templates use for "none given"; whether AWS looks it up depends on the type.
    if (form.pattern !== undefined && item !== '' && !form.pattern.test(item)) {
      return `"${item}" has not the form of ${String(definition['Type'])}`
    }
    const refusal = constraintRefusal(definition, item, value, form.kind === 'number')
    if (refusal !== undefined) return refusal
  }
  return undefined
}

function constraintRefusal(
  definition: TemplateMap,
  item: string,
  whole: string,
  isNumeric: boolean,
): string | undefined {
  const { AllowedValues: allowed, AllowedPattern: pattern } = definition
  if (Array.isArray(allowed)) {
    const values = (allowed as readonly TemplateValue[]).map(String)
    const isIn = values.includes(item) || (isNumeric && values.some((one) => Number(one) === Number(item)))
    if (!isIn) return `"${item}" is none of the allowed values: ${values.slice(0, 12).join(', ')}`
  }
  if (typeof pattern === 'string') {
    const expression = expressionOf(pattern)
    if (expression !== undefined && !expression.test(item) && !expression.test(whole)) {
      return `"${item}" does not match the allowed pattern ${pattern}`
    }
  }
  return isNumeric ? rangeRefusal(definition, Number(item)) : lengthRefusal(definition, item)
}

function rangeRefusal(definition: TemplateMap, value: number): string | undefined {
  const [least, most] = [limitOf(definition, 'MinValue'), limitOf(definition, 'MaxValue')]
  if (least !== undefined && value < least) return `${value} is less than MinValue ${least}`
  return most !== undefined && value > most ? `${value} is more than MaxValue ${most}` : undefined
}

function lengthRefusal(definition: TemplateMap, value: string): string | undefined {
  const [least, most] = [limitOf(definition, 'MinLength'), limitOf(definition, 'MaxLength')]
  if (least !== undefined && value.length < least) return `"${value}" is shorter than MinLength ${least}`
  return most !== undefined && value.length > most ? `"${value}" is longer than MaxLength ${most}` : undefined
}

/** A limit of a parameter's definition as a number; undefined where none is set, or it is none. */
export function limitOf(definition: TemplateValue | undefined, name: string): number | undefined {
  const value = isMap(definition) ? definition[name] : undefined
  const isScalar = typeof value === 'number' || (typeof value === 'string' && value.trim() !== '')
  return isScalar && !Number.isNaN(Number(value)) ? Number(value) : undefined
}

/**
 * The regular expression of an `AllowedPattern`, anchored as CloudFormation does; undefined where it uses what Java's
 * expressions have and these lack.
 */
export function expressionOf(pattern: string): RegExp | undefined {
  try {
    return new RegExp(`^(?:${pattern})$`, 's')
  } catch {
    return undefined
  }
}

function isNumber(text: string): boolean {
  return /^\s*[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?\s*$/.test(text)
}

/** The name of a stored parameter, with an optional version or label. */
function storedRefusal(value: string): string | undefined {
  return value === '' || /^[\w./:@-]+$/.test(value) ? undefined : `"${value}" is no name of a stored parameter`
}
