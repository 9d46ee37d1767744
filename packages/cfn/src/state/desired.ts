import type { Sha256 } from '@project-utils/contract'
import { ProjectError } from '@project-utils/contract'
import { hashJson, sha256 } from '@project-utils/run'
import {
  type Locations,
  managedAliases,
  namedResources,
  type ResolvedTemplate,
  resolveTemplate,
  type Template,
  withCode,
} from '@project-utils/template'
import type { StackHandling } from '../execute/handling.ts'
import type { StackImports } from '../execute/imports.ts'

/** Raised when the same input is sent differently, so that an upgrade deploys once more. */
const formatVersion = 1

/** Largest body that CloudFormation takes in the call itself. Source: CloudFormation quotas, "template body size in a request". */
export const inlineLimit = 51_200

/** Largest body it takes from a bucket. Source: CloudFormation quotas, "template body size in an S3 object". */
export const bodyLimit = 1_048_576

/** A stack as it should be. */
export interface DesiredStack {
  /** The stack's key in the project's configuration. */
  readonly key: string
  readonly name: string
  readonly template: Template
  readonly resolved: ResolvedTemplate
  /** The template as sent. */
  readonly body: string
  /** Where the body lies in a bucket; needed above `inlineLimit`. */
  readonly templateUrl?: string
  /** Without the managed ones. */
  readonly parameters: Readonly<Record<string, string>>
  /** Parameters that keep the value the stack has: those of managed aliases. */
  readonly managed: readonly string[]
  readonly tags: Readonly<Record<string, string>>
  readonly capabilities: readonly string[]
  readonly handling: StackHandling
  /** Resources that are there already and are to be taken into the stack. */
  readonly imports?: StackImports
  /** Hash of all that makes the stack what it is, without the managed parameters. */
  readonly digest: Sha256
  readonly templateSha: Sha256
}

/** What a desired stack is made from. */
export interface DesiredInput {
  readonly key: string
  readonly name: string
  readonly template: Template
  /** Where the zips and images of built functions and layers lie, by logical id. */
  readonly code: Locations
  readonly parameters: Readonly<Record<string, string>>
  readonly tags: Readonly<Record<string, string>>
  /** Default: the parameters of the template's managed aliases. */
  readonly managed?: readonly string[]
  /** An address the caller has uploaded, or will have uploaded, the body to. */
  readonly templateUrl?: string
  /** Default: nothing out of the ordinary. */
  readonly handling?: StackHandling
  /** What the template is resolved with; the more is given, the more is known. */
  readonly pseudo?: { readonly account?: string; readonly region?: string }
}

/**
 * Makes the desired stack: the body with its code in place, the capabilities the template needs, and the digest by which
 * "nothing to do" is known. Pure.
 *
 * @throws ProjectError `CFN_TEMPLATE_TOO_LARGE`, and those of `withCode`
 */
export function desireStack(input: DesiredInput): DesiredStack {
  const { key, name, template, tags, templateUrl, pseudo = {}, handling = {} } = input
  const body = withCode(template, input.code)
  const size = Buffer.byteLength(body)
  if (size > bodyLimit) {
    throw new ProjectError('CFN_TEMPLATE_TOO_LARGE', `${template.file} has ${size} bytes, ${bodyLimit} are allowed`, {
      hint: 'split the template into several stacks',
      where: { file: template.file },
    })
  }
  const managed = [...(input.managed ?? new Set(managedAliases(template).map(({ parameter }) => parameter)))]
  const parameters = Object.fromEntries(Object.entries(input.parameters).filter(([id]) => !managed.includes(id)))
  const resolved = resolveTemplate(template, { parameters, pseudo: { ...pseudo, stackName: name } })
  const capabilities = capabilitiesOf(template, resolved)
  return {
    ...{ key, name, template, resolved, body, parameters, managed, tags, capabilities, handling },
    ...(templateUrl === undefined ? {} : { templateUrl }),
    digest: hashJson({ format: formatVersion, body, parameters, tags, capabilities, ...lasting(handling) }),
    templateSha: sha256(body),
  }
}

/** What of the handling stays with the stack; how an operation is done says nothing about its outcome. */
function lasting({ policy, topics = [], role }: StackHandling): object {
  return { policy, ...(topics.length === 0 ? {} : { topics }), role }
}

/** What CloudFormation must be told to accept. Source: CreateChangeSet, "Capabilities". */
function capabilitiesOf(template: Template, resolved: ResolvedTemplate): readonly string[] {
  const types = Object.values(template.resources).map(({ type }) => type)
  const named = new Set(namedResources(resolved).map(({ logicalId }) => logicalId))
  const identities = Object.values(template.resources).filter(({ type }) => iamTypes.has(type))
  const hasNames = identities.some(
    ({ logicalId, properties }) =>
      named.has(logicalId) || nameProperties.some((property) => properties[property] !== undefined),
  )
  const nests = types.includes('AWS::CloudFormation::Stack')
  const expands = template.transforms.length > 0 || JSON.stringify(template.value).includes('"Fn::Transform"')
  return [
    ...(expands || nests ? ['CAPABILITY_AUTO_EXPAND'] : []),
    ...(expands || nests || hasNames ? ['CAPABILITY_NAMED_IAM'] : identities.length > 0 ? ['CAPABILITY_IAM'] : []),
  ]
}

const nameProperties = ['GroupName', 'InstanceProfileName', 'ManagedPolicyName', 'RoleName', 'UserName']

const iamTypes: ReadonlySet<string> = new Set(
  ['AccessKey', 'Group', 'InstanceProfile', 'ManagedPolicy', 'Policy', 'Role', 'User', 'UserToGroupAddition'].map(
    (name) => `AWS::IAM::${name}`,
  ),
)
