import { serverlessTransform } from '../rules/brings.ts'
import type { RuleInput } from '../rules/rule.ts'
import type { Resource } from '../template.ts'
import { isMap } from '../value.ts'
import { judgeValue } from './judge-value.ts'
import type { Judgement } from './judgement.ts'
import { ownerOf } from './resource-types.ts'
import { globals } from './schema-book.ts'
import type { ResourceSchema } from './shape.ts'
import type { Walk } from './walk.ts'

const made = new WeakMap<RuleInput['resolved'], readonly Judgement[]>()

/** What the published schemas say of all resources of a template. Made once for all rules that tell parts of it. */
export function judgements(input: RuleInput): readonly Judgement[] {
  const known = made.get(input.resolved)
  if (known !== undefined) return known
  const found = runsForeignMacro(input)
    ? []
    : [...judgeGlobals(input), ...Object.values(input.template.resources).flatMap((one) => judge(one, input))]
  made.set(input.resolved, found)
  return found
}

/** What one rule has to say. */
export function judgementsOf(rule: Judgement['rule'], input: RuleInput): readonly Judgement[] {
  return judgements(input).filter((one) => one.rule === rule)
}

/** A macro of one's own may take anything, and make of it what it wants. */
export function runsForeignMacro({ template }: RuleInput): boolean {
  return template.transforms.some((name) => !name.startsWith('AWS::')) || template.value['Fn::Transform'] !== undefined
}

function judge(resource: Resource, input: RuleInput): readonly Judgement[] {
  const { logicalId, type } = resource
  const owner = ownerOf(type)
  if (owner === 'module' || owner === 'third-party') return []
  if (owner === 'serverless' && !input.template.transforms.includes(serverlessTransform)) return []
  // Templates without resources hold one that is never made.
  if (owner === 'custom' && input.resolved.resources[logicalId] === undefined) return []
  const schema = owner === 'custom' ? customSchema(input) : input.schemas.schemaOf(type)
  return schema === undefined ? [] : judgeProperties(resource, schema, input, logicalId)
}

/** A custom resource takes any property beside those of CloudFormation, which are none of AWS's to set. */
function customSchema({ schemas }: RuleInput): ResourceSchema | undefined {
  const schema = schemas.schemaOf('AWS::CloudFormation::CustomResource')
  if (schema === undefined) return undefined
  const { additional: _, readOnly: __, ...open } = schema
  return open
}

function judgeProperties(
  { logicalId, properties }: Resource,
  schema: ResourceSchema,
  input: RuleInput,
  subject: string,
): readonly Judgement[] {
  const resources = input.template.value['Resources']
  const whole = isMap(resources) ? resources[logicalId] : undefined
  // What a macro brings into the resource, nobody sees.
  if (isMap(whole) && whole['Fn::Transform'] !== undefined) return []
  const hasProperties = isMap(whole) && isMap(whole['Properties'])
  const path = ['Resources', logicalId, ...(hasProperties ? ['Properties'] : [])]
  const walk = makeWalk(input, schema, subject, path, 3)
  walk.idle = input.resolved.resources[logicalId] === undefined
  walk.value(properties, { ...schema, type: 'object' })
  const shared = sharedNames(schema.name, input)
  return shared.length === 0 ? walk.notes : walk.notes.filter((one) => !isShared(one, shared))
}

/** Whether something is said to be missing that the section of AWS SAM gives; maps of both are joined. */
function isShared({ rule, path, missing }: Judgement, shared: readonly string[]): boolean {
  if (rule !== 'template/missing-property') return false
  return shared.includes(String(path[3] ?? missing))
}

/** The properties that the section of AWS SAM gives to all resources of a type. */
function sharedNames(type: string, { template }: RuleInput): readonly string[] {
  const section = template.value[globals]
  const own = isMap(section) ? section[type.replace('AWS::Serverless::', '')] : undefined
  return isMap(own) ? Object.keys(own) : []
}

/** The section of AWS SAM that holds what its resources have in common. */
function judgeGlobals(input: RuleInput): readonly Judgement[] {
  const { template, schemas } = input
  const section = template.value[globals]
  const schema = template.transforms.includes(serverlessTransform) ? schemas.schemaOf(globals) : undefined
  if (section === undefined || schema === undefined) return []
  const walk = makeWalk(input, schema, globals, [globals], 1)
  walk.value(section, { ...schema, type: 'object' })
  return walk.notes
}

function makeWalk(
  input: RuleInput,
  schema: ResourceSchema,
  subject: string,
  path: (string | number)[],
  depth: number,
): Walk {
  const walk: Walk = {
    input,
    schema,
    subject,
    path,
    depth,
    fixed: false,
    byDefault: false,
    idle: false,
    notes: [],
    value: (value, shape) => judgeValue(walk, value, shape),
  }
  return walk
}
