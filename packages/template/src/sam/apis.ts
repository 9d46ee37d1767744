import { withGlobals } from '../serverless.ts'
import type { Template } from '../template.ts'
import { isMap, type TemplateMap, type TemplateValue } from '../value.ts'
import { eventsOf, type Generated, makerFor, mapAt, refName, suffixed } from './made.ts'

/** What SAM makes for one `AWS::Serverless::Api` or `AWS::Serverless::HttpApi`. */
export function apiResources(id: string, properties: TemplateMap, template: Template): readonly Generated[] {
  const isHttp = template.resources[id]?.type === 'AWS::Serverless::HttpApi'
  return [
    ...stages(id, properties, isHttp, template),
    ...authorizers(id, properties),
    ...domains(id, properties, isHttp),
  ]
}

function stages(id: string, properties: TemplateMap, isHttp: boolean, template: Template): readonly Generated[] {
  const make = makerFor(id)
  const written = properties['StageName']
  const isDefault = isHttp && (written === undefined || written === '$default')
  const [stage, isHashed] = isDefault ? [`${id}ApiGatewayDefaultStage`, false] : stageId(id, written)
  if (isHttp) return [make(stage, 'AWS::ApiGatewayV2::Stage', isHashed)]
  return [
    make(stage, 'AWS::ApiGateway::Stage', isHashed),
    make(`${id}Deployment`, 'AWS::ApiGateway::Deployment', true),
    ...usagePlan(id, properties, template),
  ]
}

/** A written name stands before the word, or as a hash after it where it has other signs than letters and digits. */
function stageId(id: string, name: TemplateValue | undefined): readonly [string, boolean] {
  if (typeof name !== 'string') return [`${id}Stage`, false]
  return suffixed(id, name)[1] ? [`${id}Stage`, true] : [`${id}${name}Stage`, false]
}

function authorizers(id: string, properties: TemplateMap): readonly Generated[] {
  const written = mapAt(mapAt(properties, 'Auth'), 'Authorizers')
  return Object.entries(written).flatMap(([name, authorizer]): Generated[] => {
    const isFunction = isMap(authorizer) && authorizer['FunctionArn'] !== undefined
    const isOwn = isMap(authorizer) && authorizer['DisableFunctionDefaultPermissions'] === true
    return isFunction && !isOwn ? [makerFor(id)(`${id}${name}AuthorizerPermission`, 'AWS::Lambda::Permission')] : []
  })
}

function usagePlan(id: string, properties: TemplateMap, template: Template): readonly Generated[] {
  const written = mapAt(mapAt(properties, 'Auth'), 'UsagePlan')['CreateUsagePlan']
  const parameter = isMap(written) ? refName(written) : undefined
  const kind = parameter === undefined ? written : template.parameters[parameter]?.default
  if (kind !== 'PER_API' && kind !== 'SHARED') return []
  const prefix = kind === 'SHARED' ? 'Serverless' : id
  const make = makerFor(id)
  return [
    make(`${prefix}UsagePlan`, 'AWS::ApiGateway::UsagePlan'),
    make(`${prefix}UsagePlanKey`, 'AWS::ApiGateway::UsagePlanKey'),
    make(`${prefix}ApiKey`, 'AWS::ApiGateway::ApiKey'),
  ]
}

/** What a domain of one's own brings; a private one of a REST API has types of its own. */
export function domains(id: string, properties: TemplateMap, isHttp: boolean): readonly Generated[] {
  const domain = properties['Domain']
  if (!isMap(domain)) return []
  const make = makerFor(id)
  const endpoint = domain['EndpointConfiguration']
  const isPrivate = !isHttp && (endpoint === 'PRIVATE' || mapAt(domain, 'EndpointConfiguration')['Type'] === 'PRIVATE')
  const [prefix, type, mapping] = isHttp ? httpDomain : isPrivate ? privateDomain : restDomain
  const word = isHttp ? 'ApiMapping' : 'BasePathMapping'
  const paths = Array.isArray(domain['BasePath']) ? (domain['BasePath'] as readonly TemplateValue[]) : []
  const names = paths.map((path) => {
    const plain = String(path).replace(/[^A-Za-z0-9]/g, '')
    return plain === '' || path === '/' ? `${id}${word}` : `${id}${plain}${word}`
  })
  const route = domain['Route53']
  return [
    make(prefix, type, true),
    ...(names.length > 0 ? names : [`${id}${word}`]).map((name) => make(name, mapping)),
    ...(route === undefined ? [] : [make('RecordSetGroup', 'AWS::Route53::RecordSetGroup', true)]),
    ...(isPrivate && domain['AccessAssociation'] !== undefined
      ? [make('DomainNameAccessAssociation', 'AWS::ApiGateway::DomainNameAccessAssociation', true)]
      : []),
  ]
}

type DomainTypes = readonly [prefix: string, type: string, mapping: string]

const restDomain: DomainTypes = [
  'ApiGatewayDomainName',
  'AWS::ApiGateway::DomainName',
  'AWS::ApiGateway::BasePathMapping',
]
const privateDomain: DomainTypes = [
  'ApiGatewayDomainNameV2',
  'AWS::ApiGateway::DomainNameV2',
  'AWS::ApiGateway::BasePathMappingV2',
]
const httpDomain: DomainTypes = [
  'ApiGatewayDomainNameV2',
  'AWS::ApiGatewayV2::DomainName',
  'AWS::ApiGatewayV2::ApiMapping',
]

/** The APIs that events without an API of their own share. */
export function implicitApis(template: Template): readonly Generated[] {
  const resources = Object.values(template.resources)
  const events = resources
    .filter(({ type }) => type === 'AWS::Serverless::Function' || type === 'AWS::Serverless::StateMachine')
    .flatMap((resource) => eventsOf(withGlobals(resource, template.value)).map((event) => ({ event, resource })))
  const rest = events.find(({ event: [, type, { RestApiId: id }] }) => type === 'Api' && id === undefined)
  const http = events.find(({ event: [, type, { ApiId: id }] }) => type === 'HttpApi' && id === undefined)
  const globals = mapAt(template.value, 'Globals')
  const made: Generated[] = []
  if (rest !== undefined) {
    const make = makerFor(rest.resource.logicalId)
    made.push(make('ServerlessRestApi', 'AWS::ApiGateway::RestApi'))
    made.push(make('ServerlessRestApiProdStage', 'AWS::ApiGateway::Stage'))
    made.push(make('ServerlessRestApiDeployment', 'AWS::ApiGateway::Deployment', true))
    const api = mapAt(globals, 'Api')
    made.push(...usagePlan('ServerlessRestApi', api, template), ...authorizers('ServerlessRestApi', api))
    made.push(...domains('ServerlessRestApi', api, false))
  }
  if (http !== undefined) {
    const make = makerFor(http.resource.logicalId)
    made.push(make('ServerlessHttpApi', 'AWS::ApiGatewayV2::Api'))
    made.push(make('ServerlessHttpApiApiGatewayDefaultStage', 'AWS::ApiGatewayV2::Stage'))
    const api = mapAt(globals, 'HttpApi')
    made.push(...authorizers('ServerlessHttpApi', api), ...domains('ServerlessHttpApi', api, true))
  }
  return made
}
