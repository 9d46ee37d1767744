import { functionTypes } from '../serverless.ts'
import type { Template } from '../template.ts'
import { isMap, type TemplateMap, type TemplateValue } from '../value.ts'
import { domains } from './apis.ts'
import { deadLetters, scheduled } from './events.ts'
import { eventsOf, type Generated, makerFor, mapAt, refName, suffixed } from './made.ts'

/** What SAM makes for one `AWS::Serverless::StateMachine`. */
export function stateMachineResources(id: string, properties: TemplateMap, template: Template): readonly Generated[] {
  const make = makerFor(id)
  const made: Generated[] = []
  if (properties['Role'] === undefined) made.push(make(`${id}Role`, 'AWS::IAM::Role'))
  const alias = properties['AutoPublishAlias']
  if (typeof alias === 'string') {
    made.push(make(`${id}Version`, 'AWS::StepFunctions::StateMachineVersion'))
    made.push(make(`${id}Alias${alias}`, 'AWS::StepFunctions::StateMachineAlias'))
  }
  const events = eventsOf(properties).flatMap(([name, type, event]) =>
    machineEvent(id, `${id}${name}`, type, event, template),
  )
  return [...made, ...events]
}

function machineEvent(
  id: string,
  prefix: string,
  type: string,
  event: TemplateMap,
  template: Template,
): readonly Generated[] {
  const make = makerFor(id)
  const role = event['RoleArn'] === undefined ? [make(`${prefix}Role`, 'AWS::IAM::Role')] : []
  switch (type) {
    case 'Schedule':
    case 'CloudWatchEvent':
    case 'EventBridgeRule':
      return [make(prefix, 'AWS::Events::Rule'), ...role, ...deadLetters(id, prefix, event, true)]
    case 'ScheduleV2':
      return scheduled(id, prefix, event)
    case 'Api':
      return machineApi(id, prefix, event, template)
    default:
      return []
  }
}

function machineApi(id: string, prefix: string, event: TemplateMap, template: Template): readonly Generated[] {
  const api = refName(event['RestApiId'])
  const resource = api === undefined ? undefined : template.resources[api]
  const stage = resource?.properties['StageName']
  const suffix =
    api === undefined ? 'Prod' : typeof stage === 'string' ? stage : resource === undefined ? 'AllStages' : 'Stage'
  const [, isHashed] = suffixed(prefix, suffix)
  return [makerFor(id)(`${prefix}Role`, 'AWS::IAM::Role', isHashed)]
}

/** What SAM makes for one connector: a policy of its source's role, or a permission of its destination. */
export function connectorResources(id: string, properties: TemplateMap, template: Template): readonly Generated[] {
  const destination = properties['Destination']
  const list: readonly TemplateValue[] = Array.isArray(destination) ? destination : [destination ?? null]
  const isMany = Array.isArray(destination)
  const permissions: readonly TemplateValue[] = Array.isArray(properties['Permissions'])
    ? properties['Permissions']
    : []
  return list.flatMap((one, index) => {
    const end = isMany ? `Destination${index}` : ''
    const types = [typeOf(properties['Source'], template), typeOf(one, template)]
    return connection(id, end, types, permissions.map(String))
  })
}

function connection(
  id: string,
  end: string,
  [from, to]: readonly (string | undefined)[],
  permissions: readonly string[],
): readonly Generated[] {
  const make = makerFor(id)
  if (from === undefined || !withoutRole.has(from)) return [make(`${id}Policy${end}`, 'AWS::IAM::ManagedPolicy')]
  if (to === 'AWS::SQS::Queue') return [make(`${id}QueuePolicy${end}`, 'AWS::SQS::QueuePolicy')]
  if (to === 'AWS::SNS::Topic') return [make(`${id}TopicPolicy${end}`, 'AWS::SNS::TopicPolicy')]
  if (!functionTypes.has(to ?? '')) return [make(`${id}Policy${end}`, 'AWS::IAM::ManagedPolicy')]
  return permissions.map((name) => make(`${id}${name}LambdaPermission${end}`, 'AWS::Lambda::Permission'))
}

/** Sources that call by a permission of what they call, not by a role of their own. */
const withoutRole: ReadonlySet<string> = new Set([
  'AWS::ApiGateway::RestApi',
  'AWS::ApiGatewayV2::Api',
  'AWS::Events::Rule',
  'AWS::S3::Bucket',
  'AWS::SNS::Topic',
  'AWS::Serverless::Api',
  'AWS::Serverless::HttpApi',
])

function typeOf(end: TemplateValue | undefined, template: Template): string | undefined {
  const { Id: id, Type: type } = isMap(end) ? end : {}
  if (typeof type === 'string') return type
  return typeof id === 'string' ? template.resources[id]?.type : undefined
}

/** Types that bring one role, or that are renamed with a hash. */
export function simpleResources(
  type: string,
): ((id: string, properties: TemplateMap) => readonly Generated[]) | undefined {
  switch (type) {
    case 'AWS::Serverless::LayerVersion':
      return (id) => [makerFor(id)(id, 'AWS::Lambda::LayerVersion', true)]
    case 'AWS::Serverless::CapacityProvider':
      return (id, properties) =>
        properties['OperatorRole'] === undefined ? [makerFor(id)(`${id}OperatorRole`, 'AWS::IAM::Role')] : []
    case 'AWS::Serverless::WebSocketApi':
      return webSocketResources
    default:
      return undefined
  }
}

function webSocketResources(id: string, properties: TemplateMap): readonly Generated[] {
  const make = makerFor(id)
  const { StageName: stage } = properties
  const name = typeof stage === 'string' ? `${id}${stage}Stage` : `${id}DefaultStage`
  const authorizer = mapAt(properties, 'Auth')['AuthType'] === 'CUSTOM'
  const routes = Object.keys(mapAt(properties, 'Routes')).flatMap((key) => {
    const plain = key.replace(/[^A-Za-z0-9]/g, '')
    const prefix = `${id}${plain.slice(0, 1).toUpperCase()}${plain.slice(1)}`
    return [
      make(`${prefix}Route`, 'AWS::ApiGatewayV2::Route'),
      make(`${prefix}Integration`, 'AWS::ApiGatewayV2::Integration'),
      make(`${prefix}Permission`, 'AWS::Lambda::Permission'),
    ]
  })
  const authorized = authorizer ? [make(`${id}ConnectAuthorizer`, 'AWS::ApiGatewayV2::Authorizer')] : []
  return [make(name, 'AWS::ApiGatewayV2::Stage'), ...routes, ...authorized, ...domains(id, properties, true)]
}
