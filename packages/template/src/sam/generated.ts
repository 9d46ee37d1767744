import { serverlessTransform } from '../notes.ts'
import { withGlobals } from '../serverless.ts'
import type { Resource, Template } from '../template.ts'
import { isMap, own, type TemplateMap } from '../value.ts'
import { apiResources, implicitApis } from './apis.ts'
import { deploymentResources, functionResources } from './functions.ts'
import { graphResources } from './graph-api.ts'
import type { Generated } from './made.ts'
import { connectorResources, simpleResources, stateMachineResources } from './other-resources.ts'

const cache = new WeakMap<Template, readonly Generated[]>()

/**
 * The resources that SAM will make of a template, as far as names and types are known before its transform: roles,
 * permissions, versions and aliases, implicit APIs with their stages and deployments, event sources, rules. Empty for a
 * template without SAM. Source: AWS SAM developer guide, "Generated CloudFormation resources".
 */
export function generatedResources(template: Template): readonly Generated[] {
  const known = cache.get(template)
  if (known !== undefined) return known
  const made = template.transforms.includes(serverlessTransform) ? generate(template) : []
  cache.set(template, made)
  return made
}

/** Tells whether SAM will make a resource of this logical id; one with a hash at its end counts by the rest. */
export function isGenerated(template: Template, logicalId: string): boolean {
  return generatedResources(template).some((one) =>
    one.isHashed
      ? logicalId.startsWith(one.logicalId) && /^[0-9a-f]{10}$/.test(logicalId.slice(one.logicalId.length))
      : one.logicalId === logicalId,
  )
}

/** The type that SAM makes of one of its own, such as `AWS::Lambda::Function`; undefined where it makes several, or none. */
export function transformedType(type: string): string | undefined {
  return own(transformed, type)
}

const transformed: Readonly<Record<string, string>> = {
  'AWS::Serverless::Api': 'AWS::ApiGateway::RestApi',
  'AWS::Serverless::Application': 'AWS::CloudFormation::Stack',
  'AWS::Serverless::CapacityProvider': 'AWS::Lambda::CapacityProvider',
  'AWS::Serverless::Function': 'AWS::Lambda::Function',
  'AWS::Serverless::GraphQLApi': 'AWS::AppSync::GraphQLApi',
  'AWS::Serverless::HttpApi': 'AWS::ApiGatewayV2::Api',
  'AWS::Serverless::LayerVersion': 'AWS::Lambda::LayerVersion',
  'AWS::Serverless::SimpleTable': 'AWS::DynamoDB::Table',
  'AWS::Serverless::StateMachine': 'AWS::StepFunctions::StateMachine',
  'AWS::Serverless::WebSocketApi': 'AWS::ApiGatewayV2::Api',
}

type Make = (id: string, properties: TemplateMap, template: Template) => readonly Generated[]

const makers: Readonly<Record<string, Make>> = {
  'AWS::Serverless::Api': apiResources,
  'AWS::Serverless::Connector': connectorResources,
  'AWS::Serverless::Function': functionResources,
  'AWS::Serverless::GraphQLApi': graphResources,
  'AWS::Serverless::HttpApi': apiResources,
  'AWS::Serverless::StateMachine': stateMachineResources,
}

function generate(template: Template): readonly Generated[] {
  const all = Object.values(template.resources).flatMap((resource) => [
    ...ofResource(resource, template),
    ...ofConnectors(resource, template),
  ])
  const made = [...all, ...implicitApis(template), ...deploymentResources(template)]
  const byId = new Map(made.map((one) => [one.logicalId, one]))
  return [...byId.values()].filter(({ logicalId, isHashed }) => isHashed || template.resources[logicalId] === undefined)
}

function ofResource(resource: Resource, template: Template): readonly Generated[] {
  const make = own(makers, resource.type) ?? simpleResources(resource.type)
  return make?.(resource.logicalId, withGlobals(resource, template.value), template) ?? []
}

/** Connectors may also stand within the resource that they begin at. */
function ofConnectors({ logicalId, attributes }: Resource, template: Template): readonly Generated[] {
  const connectors = attributes['Connectors']
  return Object.entries(isMap(connectors) ? connectors : {}).flatMap(([name, connector]) => {
    const properties = isMap(connector) && isMap(connector['Properties']) ? connector['Properties'] : {}
    return connectorResources(`${logicalId}${name}`, { ...properties, Source: { Id: logicalId } }, template)
  })
}
