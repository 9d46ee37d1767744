import type { Report } from './sections.ts'
import type { Template } from './template.ts'
import { intrinsicOf, isMap, type TemplatePath, type TemplateValue } from './value.ts'

/** Tells what is wrong with the argument of a function; undefined where nothing is. */
type Form = (argument: TemplateValue) => string | undefined

/**
 * Reports functions whose argument does not have the form CloudFormation demands, in resources, outputs and conditions.
 * Silent where a macro of one's own may still change what is written. Source: CloudFormation template reference, "Intrinsic
 * functions".
 */
export function checkForms(template: Template, report: Report): void {
  if (template.transforms.some((name) => !name.startsWith('AWS::'))) return
  for (const { logicalId, properties } of Object.values(template.resources)) {
    checkValue(properties, ['Resources', logicalId, 'Properties'], report)
  }
  checkValue(template.value['Outputs'], ['Outputs'], report)
  checkValue(template.value['Conditions'], ['Conditions'], report)
}

function checkValue(value: TemplateValue | undefined, path: TemplatePath, report: Report): void {
  if (typeof value !== 'object' || value === null) return
  if (Array.isArray(value)) {
    const items: readonly TemplateValue[] = value
    for (let index = 0; index < items.length; index++) {
      const item = items[index]
      if (typeof item === 'object' && item !== null) checkValue(item, [...path, index], report)
    }
    return
  }
  const [name, argument = null] = intrinsicOf(value) ?? []
  if (name !== undefined) {
    if (name === 'Fn::Transform') return
    const message = forms.has(name) ? forms.get(name)?.(argument) : `CloudFormation has no function ${name}`
    if (message !== undefined) report([...path, name], message, 'compare it with the reference of intrinsic functions')
  }
  const map = value as { readonly [key: string]: TemplateValue }
  for (const key in map) {
    const item = map[key]
    if (typeof item === 'object' && item !== null) checkValue(item, [...path, key], report)
  }
}

const any: Form = () => undefined

/** A list of so many items, or a function that gives one. */
function listOf(name: string, least: number, most: number, holds: string): Form {
  return (argument) => {
    if (intrinsicOf(argument) !== undefined && least !== most) return undefined
    const isRight = Array.isArray(argument) && argument.length >= least && argument.length <= most
    return isRight ? undefined : `${name} takes a list of ${holds}`
  }
}

/** A text, or a function that gives one. */
function textOf(name: string, holds: string): Form {
  return (argument) =>
    (typeof argument === 'string' && argument !== '') || isMap(argument) ? undefined : `${name} takes ${holds}`
}

const forms: ReadonlyMap<string, Form> = new Map<string, Form>([
  ['Ref', textOf('Ref', 'the name of a parameter or resource')],
  ['Condition', any],
  ['Fn::And', listOf('Fn::And', 2, 10, '2 to 10 conditions')],
  ['Fn::Base64', (argument) => (Array.isArray(argument) ? 'Fn::Base64 takes a text' : undefined)],
  ['Fn::Cidr', listOf('Fn::Cidr', 2, 3, 'a block, a count and the bits of each part')],
  ['Fn::Equals', listOf('Fn::Equals', 2, 2, 'two values')],
  ['Fn::FindInMap', listOf('Fn::FindInMap', 3, 4, 'a map, two keys and perhaps a default value')],
  ['Fn::GetAtt', getAtt],
  ['Fn::GetAZs', (argument) => (Array.isArray(argument) ? 'Fn::GetAZs takes a region' : undefined)],
  ['Fn::GetStackOutput', (argument) => (isMap(argument) ? undefined : 'Fn::GetStackOutput takes StackName and OutputName')],
  ['Fn::If', ifForm],
  ['Fn::ImportValue', textOf('Fn::ImportValue', 'the name of an export')],
  ['Fn::Join', listOf('Fn::Join', 2, 2, 'a separator and a list')],
  ['Fn::Length', (argument) => (typeof argument === 'object' && argument !== null ? undefined : 'Fn::Length takes a list')],
  ['Fn::Not', listOf('Fn::Not', 1, 1, 'one condition')],
  ['Fn::Or', listOf('Fn::Or', 2, 10, '2 to 10 conditions')],
  ['Fn::Select', listOf('Fn::Select', 2, 2, 'an index and a list')],
  ['Fn::Split', listOf('Fn::Split', 2, 2, 'a separator and a text')],
  ['Fn::Sub', subForm],
  ['Fn::ToJsonString', (argument) => (typeof argument === 'object' ? undefined : 'Fn::ToJsonString takes a map or a list')],
  ['Fn::Transform', any],
])

function getAtt(argument: TemplateValue): string | undefined {
  const message = 'Fn::GetAtt takes a logical id and an attribute'
  if (typeof argument === 'string') return /^[^.]+\../.test(argument) ? undefined : message
  return Array.isArray(argument) && argument.length >= 2 ? undefined : message
}

function ifForm(argument: TemplateValue): string | undefined {
  const items: readonly TemplateValue[] = Array.isArray(argument) ? argument : []
  return items.length === 3 && typeof items[0] === 'string'
    ? undefined
    : 'Fn::If takes a list of a condition’s name and two values'
}

function subForm(argument: TemplateValue): string | undefined {
  const message = 'Fn::Sub takes a text, or a list of a text and a map of its variables'
  if (typeof argument === 'string') return undefined
  if (!Array.isArray(argument)) return message
  const [text, variables, ...more] = argument as readonly TemplateValue[]
  return typeof text === 'string' && isMap(variables) && more.length === 0 ? undefined : message
}
