import type { Template } from '../template.ts'
import type { TemplatePath } from '../value.ts'
import { isServerless } from './brings.ts'
import type { Rule, RuleInput } from './rule.ts'
import { guidePage } from './sources.ts'
import { visitMaps } from './visit.ts'

/** Types that give rights: their stack needs `CAPABILITY_IAM`, with a fixed name `CAPABILITY_NAMED_IAM`. */
const iamTypes: Readonly<Record<string, string | undefined>> = {
  'AWS::IAM::AccessKey': undefined,
  'AWS::IAM::Group': 'GroupName',
  'AWS::IAM::InstanceProfile': 'InstanceProfileName',
  'AWS::IAM::ManagedPolicy': 'ManagedPolicyName',
  'AWS::IAM::Policy': undefined,
  'AWS::IAM::Role': 'RoleName',
  'AWS::IAM::User': 'UserName',
  'AWS::IAM::UserToGroupAddition': undefined,
}

/** A capability that a stack needs, and because of what. */
export interface NeededCapability {
  readonly capability: 'CAPABILITY_IAM' | 'CAPABILITY_NAMED_IAM' | 'CAPABILITY_AUTO_EXPAND'
  readonly path: TemplatePath
}

/** The capabilities that CloudFormation asks for before it takes a template. */
export function neededCapabilities({
  template,
  resolved,
}: Pick<RuleInput, 'template' | 'resolved'>): readonly NeededCapability[] {
  const found: NeededCapability[] = []
  for (const { logicalId, type, properties } of Object.values(resolved.resources)) {
    const path = ['Resources', logicalId]
    if (type === 'AWS::Serverless::Function' || type === 'AWS::Serverless::StateMachine') {
      if (properties['Role'] === undefined) found.push({ capability: 'CAPABILITY_IAM', path })
    }
    if (!Object.hasOwn(iamTypes, type)) continue
    const name = iamTypes[type]
    const isNamed = name !== undefined && properties[name] !== undefined
    found.push({
      capability: isNamed ? 'CAPABILITY_NAMED_IAM' : 'CAPABILITY_IAM',
      path: isNamed ? [...path, 'Properties', name] : path,
    })
  }
  const macro = macroIn(template)
  if (macro !== undefined) found.push({ capability: 'CAPABILITY_AUTO_EXPAND', path: macro })
  return found
}

function macroIn(template: Template): TemplatePath | undefined {
  if (template.transforms.length > 0) return ['Transform']
  let found: TemplatePath | undefined
  visitMaps(template.value, [], (map, path) => {
    if (found === undefined && 'Fn::Transform' in map) found = [...path, 'Fn::Transform']
    return found === undefined ? undefined : false
  })
  return found
}

/** Capabilities that a deployment needs and does not allow. */
export const missingCapability: Rule = {
  id: 'template/missing-capability',
  category: 'correctness',
  severity: 'error',
  summary: 'A deployment allows the capabilities that its template needs.',
  source: guidePage('using-iam-template'),
  *check(input) {
    const { capabilities } = input.setting
    if (capabilities === undefined) return
    const reported = new Set<string>()
    for (const { capability, path } of neededCapabilities(input)) {
      const isAllowed =
        capabilities.includes(capability) ||
        (capability === 'CAPABILITY_IAM' && capabilities.includes('CAPABILITY_NAMED_IAM'))
      if (isAllowed || reported.has(capability)) continue
      reported.add(capability)
      const what = capability === 'CAPABILITY_AUTO_EXPAND' ? 'a macro' : 'what gives rights'
      const why =
        isServerless(input.template) && capability === 'CAPABILITY_AUTO_EXPAND' ? 'SAM is one' : 'this is such'
      const message = `the template holds ${what} (${why}), and ${capability} is not allowed`
      yield { path, message, fix: `allow ${capability}` }
    }
  },
}
