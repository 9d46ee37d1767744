import { isMap, type TemplateMap } from '../value.ts'
import { nearest } from './nearest.ts'
import { parameterForm, parameterTypes } from './parameter-types.ts'
import { expressionOf, limitOf, refusalOf } from './parameter-value.ts'
import type { Remark, Rule, RuleInput } from './rule.ts'
import { guidePage } from './sources.ts'

const source = guidePage('parameters-section-structure')

const attributes: readonly string[] = [
  'AllowedPattern',
  'AllowedValues',
  'ConstraintDescription',
  'Default',
  'Description',
  'MaxLength',
  'MaxValue',
  'MinLength',
  'MinValue',
  'NoEcho',
  'Type',
]

/** Parameters as they are written, by name. */
function definitionsOf({ template }: RuleInput): readonly (readonly [name: string, definition: TemplateMap])[] {
  const section = template.value['Parameters']
  return Object.entries(isMap(section) ? section : {}).filter((entry): entry is [string, TemplateMap] =>
    isMap(entry[1]),
  )
}

/** Types and constraints that CloudFormation does not have, or that contradict each other. */
export const parameterDefinition: Rule = {
  id: 'template/parameter-form',
  category: 'correctness',
  severity: 'error',
  summary: 'A parameter has a type that exists and constraints that can be met.',
  source,
  *check(input) {
    for (const [name, definition] of definitionsOf(input)) yield* formRemarks(name, definition)
  },
}

function* formRemarks(name: string, definition: TemplateMap): Generator<Remark> {
  const path = ['Parameters', name]
  const type = String(definition['Type'])
  if (parameterForm(type) === undefined) {
    const near = nearest(type, parameterTypes)
    yield {
      path: [...path, 'Type'],
      message: `${type} is no type of a parameter`,
      fix: `write "Type: ${near ?? 'String'}"`,
    }
  }
  for (const key of Object.keys(definition)) {
    if (attributes.includes(key)) continue
    const near = nearest(key, attributes)
    const fix = near === undefined ? `remove "${key}"` : `write "${near}"`
    yield { path: [...path, key], message: `a parameter has no attribute "${key}"`, fix }
  }
  const { AllowedValues: allowed, AllowedPattern: pattern, Default: fallback } = definition
  if (allowed !== undefined && !Array.isArray(allowed)) {
    yield { path: [...path, 'AllowedValues'], message: 'AllowedValues must be a list', fix: 'write "[a, b]"' }
  }
  if (typeof fallback === 'object' && fallback !== null) {
    yield {
      path: [...path, 'Default'],
      message: `the default of ${name} must be plain text, also for a list`,
      fix: 'write "a,b"',
    }
  }
  if (typeof pattern === 'string' && isBroken(pattern)) {
    yield {
      path: [...path, 'AllowedPattern'],
      message: `${pattern} is no regular expression`,
      fix: 'correct brackets and braces',
    }
  }
  const { NoEcho: hidden } = definition
  if (hidden !== undefined && !/^(true|false)$/i.test(String(hidden))) {
    yield {
      path: [...path, 'NoEcho'],
      message: `NoEcho is true or false, not "${String(hidden)}"`,
      fix: 'write "true"',
    }
  }
  for (const kind of ['Length', 'Value']) {
    const [least, most] = [limitOf(definition, `Min${kind}`), limitOf(definition, `Max${kind}`)]
    if (least === undefined || most === undefined || least <= most) continue
    yield {
      path: [...path, `Min${kind}`],
      message: `Min${kind} ${least} is more than Max${kind} ${most}: no value fits`,
      fix: 'exchange the two',
    }
  }
}

/** Only what no dialect of regular expressions takes counts: CloudFormation's is Java's. */
function isBroken(pattern: string): boolean {
  if (expressionOf(pattern) !== undefined) return false
  return !/\(\?[a-zA-Z<]|\\[pPQEzZAG]|[*+?}]\+|&&|\[:/.test(pattern)
}

/** Defaults that the parameter itself does not allow. */
export const parameterDefault: Rule = {
  id: 'template/parameter-default',
  category: 'correctness',
  severity: 'error',
  summary: "A parameter's default is a value that the parameter allows.",
  source,
  *check(input) {
    for (const [name, definition] of definitionsOf(input)) {
      const value = input.template.parameters[name]?.default
      if (value === undefined) continue
      const refusal = refusalOf(definition, value)
      if (refusal === undefined) continue
      yield {
        path: ['Parameters', name, 'Default'],
        message: `the default of ${name} is refused: ${refusal}`,
        fix: 'correct the default or the constraint; leave the default out where there is none',
      }
    }
  },
}

/** Given values that the template does not take, or lacks. */
export const parameterValues: Rule = {
  id: 'template/parameter-value',
  category: 'correctness',
  severity: 'error',
  summary: 'Every parameter without a default gets a value, every value has its parameter and is allowed by it.',
  source,
  *check(input) {
    const { given } = input.setting
    if (given === undefined) return
    const definitions = new Map(definitionsOf(input))
    for (const [name, value] of Object.entries(given)) {
      const definition = definitions.get(name)
      if (definition === undefined) {
        const near = nearest(name, definitions.keys())
        const fix = near === undefined ? `remove it, or add parameter ${name}` : `give "${near}" instead`
        yield { path: ['Parameters'], message: `the template has no parameter ${name}, which is given`, fix }
        continue
      }
      const refusal = refusalOf(definition, value)
      const hidden = refusal !== undefined && input.template.parameters[name]?.noEcho === true
      if (refusal === undefined) continue
      yield {
        path: ['Parameters', name],
        message: `the value given for ${name} is refused${hidden ? '' : `: ${refusal}`}`,
        fix: 'correct the value, or what the parameter allows',
      }
    }
    for (const name of input.setting.pending ?? []) {
      if (definitions.has(name)) continue
      yield {
        path: ['Parameters'],
        message: `the template has no parameter ${name}, which is given`,
        fix: `remove it, or add parameter ${name}`,
      }
    }
    for (const name of definitions.keys()) {
      if (given[name] !== undefined || input.setting.pending?.includes(name) === true) continue
      if (input.template.parameters[name]?.default !== undefined) continue
      yield {
        path: ['Parameters', name],
        message: `parameter ${name} has no default and is given no value`,
        fix: `give it a value under "parameters", or add "Default: …"`,
      }
    }
  },
}
