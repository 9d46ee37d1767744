import { isMap, type TemplateMap, type TemplateValue } from '../value.ts'

/** What is wrong with the argument of an intrinsic function, and how it is written. */
export interface FormProblem {
  readonly message: string
  readonly form: string
}

type Check = (argument: TemplateValue) => string | undefined

interface FunctionForm {
  /** How the function is written, for the hint. */
  readonly form: string
  readonly check: Check
}

/** A text that is written, or a function that may give one. */
const isTextual = (value: TemplateValue | undefined): boolean =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' || isFunction(value)

/** A function, or two keys of which one is: what it gives is not known here. */
function isFunction(value: TemplateValue | undefined): value is TemplateMap {
  return (
    isMap(value) && Object.keys(value).some((key) => key === 'Ref' || key === 'Condition' || key.startsWith('Fn::'))
  )
}

const isListed = (value: TemplateValue | undefined): boolean => Array.isArray(value) || isFunction(value)

function listOf(argument: TemplateValue, least: number, most: number): readonly TemplateValue[] | string {
  if (!Array.isArray(argument)) return `takes a list of ${least === most ? least : `${least} to ${most}`} items`
  const { length } = argument
  if (length >= least && length <= most) return argument as readonly TemplateValue[]
  const wanted =
    least === most ? `${least}` : most === Number.POSITIVE_INFINITY ? `at least ${least}` : `${least} to ${most}`
  return `takes ${wanted} item${least === 1 && most === 1 ? '' : 's'} and is given ${length}`
}

const logical =
  (least: number, most: number): Check =>
  (argument) => {
    const list = listOf(argument, least, most)
    if (typeof list === 'string') return list
    return list.every((item) => isFunction(item)) ? undefined : 'takes conditions, each a function such as Fn::Equals'
  }

/** The functions and how each is written. Source: CloudFormation template reference, "Intrinsic function reference". */
const forms: Readonly<Record<string, FunctionForm>> = {
  Ref: {
    form: '!Ref Name',
    check: (argument) => (isTextual(argument) && argument !== '' ? undefined : 'takes a name'),
  },
  'Fn::And': { form: '!And [condition, condition]', check: logical(2, 10) },
  'Fn::Or': { form: '!Or [condition, condition]', check: logical(2, 10) },
  'Fn::Not': { form: '!Not [condition]', check: logical(1, 1) },
  'Fn::Equals': {
    form: '!Equals [value, value]',
    check: (argument) => {
      const list = listOf(argument, 2, 2)
      return typeof list === 'string' ? list : undefined
    },
  },
  'Fn::If': {
    form: '!If [Condition, then, otherwise]',
    check: (argument) => {
      const list = listOf(argument, 3, 3)
      if (typeof list === 'string') return list
      return typeof list[0] === 'string' ? undefined : 'takes the name of a condition first'
    },
  },
  'Fn::Base64': { form: '!Base64 text', check: (argument) => (isTextual(argument) ? undefined : 'takes a text') },
  'Fn::Cidr': {
    form: '!Cidr [block, count, bits]',
    check: (argument) => {
      if (isFunction(argument)) return undefined
      const list = listOf(argument, 2, 3)
      if (typeof list === 'string') return list
      const [, count, bits] = list
      if (!isWithin(count, 1, 256)) return 'makes 1 to 256 blocks'
      return bits === undefined || isWithin(bits, 1, 128) ? undefined : 'takes 1 to 128 bits for each block'
    },
  },
  'Fn::FindInMap': {
    form: '!FindInMap [Mapping, key, key]',
    check: (argument) => {
      const list = listOf(argument, 3, 4)
      if (typeof list === 'string') return list
      return list.slice(0, 3).every(isTextual) ? undefined : 'takes a name and two keys'
    },
  },
  'Fn::GetAtt': {
    form: '!GetAtt Resource.Attribute',
    check: (argument) => {
      if (typeof argument === 'string') return 'takes a resource and an attribute, parted by a dot'
      const list = listOf(argument, 2, Number.POSITIVE_INFINITY)
      if (typeof list === 'string') return list
      if (!isTextual(list[0]) || list[0] === '') return 'takes the logical id of a resource first'
      return isTextual(list[1]) && list[1] !== '' ? undefined : 'takes the name of an attribute second'
    },
  },
  'Fn::GetAZs': {
    form: '!GetAZs ""',
    check: (argument) => (argument === null || isTextual(argument) ? undefined : 'takes a region'),
  },
  'Fn::ImportValue': {
    form: '!ImportValue name',
    check: (argument) => (isTextual(argument) && argument !== '' ? undefined : 'takes the name of an export'),
  },
  'Fn::Join': {
    form: '!Join [",", [value, value]]',
    check: (argument) => {
      const list = listOf(argument, 2, 2)
      if (typeof list === 'string') return list
      if (!isTextual(list[0])) return 'takes the text between the values first'
      return isListed(list[1]) ? undefined : 'takes a list of values second'
    },
  },
  'Fn::Select': {
    form: '!Select [0, list]',
    check: (argument) => {
      const list = listOf(argument, 2, 2)
      if (typeof list === 'string') return list
      const [index, items] = list
      if (!isFunction(index) && !/^\d+$/.test(String(index))) return 'takes a number from 0 on first'
      if (!isListed(items)) return 'takes a list second'
      if (!Array.isArray(items) || isFunction(index) || Number(index) < items.length) return undefined
      return `selects item ${String(index)} of a list of ${items.length}; the first is 0`
    },
  },
  'Fn::Split': {
    form: '!Split [",", text]',
    check: (argument) => {
      const list = listOf(argument, 2, 2)
      if (typeof list === 'string') return list
      if (!isTextual(list[0]) || list[0] === '') return 'takes the text to split at first'
      return isTextual(list[1]) ? undefined : 'takes the text to be split second'
    },
  },
  'Fn::Sub': {
    form: '!Sub "text ${Name}"',
    check: (argument) => {
      if (typeof argument === 'string') return undefined
      if (!Array.isArray(argument)) return 'takes a text, or a list of a text and variables'
      const list = listOf(argument, 1, 2)
      if (typeof list === 'string') return list
      if (typeof list[0] !== 'string') return 'takes a text first'
      return list[1] === undefined || isMap(list[1]) ? undefined : 'takes a mapping of variables second'
    },
  },
  'Fn::Length': { form: 'Fn::Length: list', check: (argument) => (isListed(argument) ? undefined : 'takes a list') },
  'Fn::ToJsonString': {
    form: 'Fn::ToJsonString: value',
    check: (argument) => (isMap(argument) || Array.isArray(argument) ? undefined : 'takes a mapping or a list'),
  },
  'Fn::Transform': {
    form: 'Fn::Transform: { Name: AWS::Include, Parameters: { Location: … } }',
    check: (argument) =>
      Array.isArray(argument) || (isMap(argument) && argument['Name'] !== undefined)
        ? undefined
        : 'takes the name of a macro',
  },
  'Fn::GetStackOutput': {
    form: 'Fn::GetStackOutput: { StackName: …, OutputName: … }',
    check: (argument) => (isMap(argument) ? undefined : 'takes a mapping'),
  },
}

/** The names of all functions that may stand in resources, outputs and conditions. */
export const functionNames: readonly string[] = Object.keys(forms)

/** What is wrong with a function's argument; undefined where nothing is, or the function is unknown. */
export function formProblem(name: string, argument: TemplateValue): FormProblem | undefined {
  const known = Object.hasOwn(forms, name) ? forms[name] : undefined
  const message = known?.check(argument)
  return known === undefined || message === undefined ? undefined : { message, form: known.form }
}

function isWithin(value: TemplateValue | undefined, least: number, most: number): boolean {
  if (isFunction(value)) return true
  const number = Number(value)
  return Number.isInteger(number) && number >= least && number <= most
}
