import { serverlessTransform } from '../rules/brings.ts'
import type { RuleInput } from '../rules/rule.ts'
import type { Resource } from '../template.ts'
import { isKnownMap, type ResolvedValue } from '../unknown.ts'
import { isMap } from '../value.ts'
import { judgeValue } from './judge-value.ts'
import type { Judgement } from './judgement.ts'
import { ownerOf } from './resource-types.ts'
import type { ResourceSchema } from './shape.ts'
import type { Walk } from './walk.ts'

const made = new WeakMap<RuleInput['resolved'], readonly Judgement[]>()

/** What the published schemas say of all resources of a template. Made once for all rules that tell parts of it. */
export function judgements(input: RuleInput): readonly Judgement[] {
  const known = made.get(input.resolved)
  if (known !== undefined) return known
  const found = runsForeignMacro(input)
    ? []
    : Object.values(input.template.resources).flatMap((one) => judge(one, input))
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
  if (owner !== 'aws' && owner !== 'serverless') return []
  if (owner === 'serverless' && !input.template.transforms.includes(serverlessTransform)) return []
  const schema = input.schemas.schemaOf(type)
  return schema === undefined ? [] : judgeProperties(resource, schema, input, logicalId)
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
  const resolved = input.resolved.resources[logicalId]
  const walk: Walk = {
    input,
    schema,
    subject,
    path: ['Resources', logicalId, ...(hasProperties ? ['Properties'] : [])],
    depth: 3,
    fixed: false,
    byDefault: false,
    idle: resolved === undefined,
    notes: [],
    value: (value, shape, known: ResolvedValue | undefined) => judgeValue(walk, value, shape, known),
  }
  const known = isKnownMap(resolved?.properties) ? resolved.properties : undefined
  judgeValue(walk, properties, { ...schema, type: 'object' }, known)
  return walk.notes
}
