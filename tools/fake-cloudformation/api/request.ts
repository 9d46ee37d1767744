/** What the calls that create, update and preview have in common: template, parameters, tags, capabilities. */
import type { Cloud } from '../cloud/cloud.ts'
import type { Definition, Stack, Template } from '../cloud/model.ts'
import { words } from '../sources.ts'
import { fixedName } from '../template/names.ts'
import { declaredParameters, readTemplate, writtenResources } from '../template/read.ts'
import { flag, structures, text, texts } from '../wire/input.ts'
import { type Input, invalid, Refused } from '../wire/query.ts'

/** Largest body in a call. Source: CloudFormation quotas, "template body size in a request". */
const inlineLimit = 51_200

/** The definition that a request asks for; what it does not say stays as the stack has it. */
export function definitionFrom(cloud: Cloud, input: Input, stack?: Stack): Definition {
  const template = templateFrom(cloud, input, stack)
  const given = texts(input, 'Capabilities')
  if (template.transforms.length > 0 && !given.includes('CAPABILITY_AUTO_EXPAND')) {
    throw new Refused('InsufficientCapabilitiesException', words.capabilities('CAPABILITY_AUTO_EXPAND'))
  }
  const needed = neededCapability(template)
  if (needed !== undefined && !covers(given, needed)) {
    throw new Refused('InsufficientCapabilitiesException', words.capabilities(needed))
  }
  return {
    template,
    parameters: parametersFrom(template, input, stack),
    tags:
      input['Tags'] === undefined && stack !== undefined
        ? stack.definition.tags
        : Object.fromEntries(
            structures(input, 'Tags').map((tag) => [text(tag, 'Key') ?? '', text(tag, 'Value') ?? '']),
          ),
    capabilities: given,
  }
}

/** The template of a request: in the call, in a bucket, or as the stack has it. */
export function templateFrom(cloud: Cloud, input: Input, stack?: Stack): Template {
  if (flag(input, 'UsePreviousTemplate') === true && stack !== undefined) return stack.definition.template
  const url = text(input, 'TemplateURL')
  if (url !== undefined && url !== '') {
    const body = cloud.fetch(url)
    if (body === undefined) throw invalid('S3 error: Access Denied')
    return readTemplate(body)
  }
  const body = text(input, 'TemplateBody') ?? ''
  if (Buffer.byteLength(body) > inlineLimit) {
    throw invalid(
      `1 validation error detected: Value at 'templateBody' failed to satisfy constraint: Member must have length less than or equal to ${inlineLimit}`,
    )
  }
  return readTemplate(body)
}

function parametersFrom(template: Template, input: Input, stack: Stack | undefined): Readonly<Record<string, string>> {
  const declared = declaredParameters(template)
  const given = new Map(structures(input, 'Parameters').map((one) => [text(one, 'ParameterKey') ?? '', one]))
  const strange = [...given.keys()].filter((name) => !declared.some((one) => one.name === name))
  if (strange.length > 0) throw invalid(words.noParameters(strange.join(', ')))
  const values = declared.map(({ name, default: fallback }): readonly [string, string | undefined] => {
    const one = given.get(name)
    const kept = stack?.definition.parameters[name]
    if (one !== undefined && flag(one, 'UsePreviousValue') === true) return [name, kept]
    return [name, (one === undefined ? undefined : text(one, 'ParameterValue')) ?? fallback]
  })
  const missing = values.filter(([, value]) => value === undefined).map(([name]) => name)
  if (missing.length > 0) throw invalid(words.noValues(missing.join(', ')))
  const found = Object.fromEntries(values.map(([name, value]) => [name, value ?? '']))
  const wrong = declared.find(({ name, allowed }) => allowed.length > 0 && !allowed.includes(found[name] ?? ''))
  if (wrong !== undefined) throw invalid(words.notAllowed(wrong.name))
  return found
}

const identities = new Set(
  ['AccessKey', 'Group', 'InstanceProfile', 'ManagedPolicy', 'Policy', 'Role', 'User', 'UserToGroupAddition'].map(
    (name) => `AWS::IAM::${name}`,
  ),
)

/** What must be acknowledged. Source: Capabilities of the SDK's model. */
export function neededCapability(template: Template): string | undefined {
  const found = writtenResources(template).filter(({ type }) => identities.has(type))
  if (found.length === 0) return undefined
  const named = found.some(
    ({ type, properties }) =>
      fixedName(type, properties) !== undefined ||
      Object.keys(properties).some(
        (key) => /^(Role|User|Group|ManagedPolicy|InstanceProfile)Name$/.test(key) && type !== 'AWS::IAM::Policy',
      ),
  )
  return named ? 'CAPABILITY_NAMED_IAM' : 'CAPABILITY_IAM'
}

function covers(given: readonly string[], needed: string): boolean {
  return given.includes(needed) || (needed === 'CAPABILITY_IAM' && given.includes('CAPABILITY_NAMED_IAM'))
}

/** Refuses a request whose token began an operation of the stack before. */
export function checkToken({ operations }: Stack, token: string | undefined): void {
  if (token === undefined || !operations.some((operation) => operation.token === token)) return
  throw new Refused('TokenAlreadyExistsException', words.tokenExists)
}
