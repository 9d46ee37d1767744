import { withGlobals } from '../serverless.ts'
import type { Template } from '../template.ts'
import { isMap, type TemplateMap } from '../value.ts'
import { functionEvents } from './events.ts'
import { type Generated, makerFor, mapAt } from './made.ts'

/** What SAM makes for one `AWS::Serverless::Function`. */
export function functionResources(id: string, properties: TemplateMap, template: Template): readonly Generated[] {
  const make = makerFor(id)
  const made: Generated[] = []
  if (properties['Role'] === undefined || isMap(properties['Role'])) made.push(...roles(id, properties))
  const alias = properties['AutoPublishAlias']
  const aliasName = typeof alias === 'string' ? alias : defaultOf(alias, template)
  if (alias !== undefined) {
    made.push(make(`${id}Version`, 'AWS::Lambda::Version', true))
    if (aliasName === undefined) made.push(make(`${id}Alias`, 'AWS::Lambda::Alias'))
    else
      made.push(
        make(`${id}Alias${aliasName.replace(/[^A-Za-z0-9]/g, (sign) => signs[sign] ?? '')}`, 'AWS::Lambda::Alias'),
      )
  }
  const url = properties['FunctionUrlConfig']
  if (isMap(url)) {
    made.push(make(`${id}Url`, 'AWS::Lambda::Url'))
    if (url['AuthType'] === 'NONE') {
      made.push(make(`${id}UrlPublicPermissions`, 'AWS::Lambda::Permission'))
      made.push(make(`${id}URLInvokeAllowPublicAccess`, 'AWS::Lambda::Permission'))
    }
  }
  if (isMap(properties['EventInvokeConfig'])) made.push(...invokeConfig(id, properties))
  return [...made, ...functionEvents(id, properties, template)]
}

/** How SAM writes signs of an alias's name in its logical id. */
const signs: Readonly<Record<string, string>> = { '-': 'D', _: 'U' }

/** A role that is written may still fall away: `!If [HasRole, !Ref Role, !Ref AWS::NoValue]`. */
function roles(id: string, { Role: role }: TemplateMap): readonly Generated[] {
  const isChosen = isMap(role) && role['Fn::If'] !== undefined && JSON.stringify(role).includes('AWS::NoValue')
  return role === undefined || isChosen ? [makerFor(id)(`${id}Role`, 'AWS::IAM::Role')] : []
}

function invokeConfig(id: string, properties: TemplateMap): readonly Generated[] {
  const make = makerFor(id)
  const config = mapAt(properties, 'EventInvokeConfig')
  const destinations = ['OnSuccess', 'OnFailure'].flatMap((event): Generated[] => {
    const destination = mapAt(mapAt(config, 'DestinationConfig'), event)
    if (destination['Destination'] !== undefined && !isMap(destination['Destination'])) return []
    const { Type: type } = destination
    if (type === 'SQS') return [make(`${id}EventInvokeConfig${event}Queue`, 'AWS::SQS::Queue')]
    return type === 'SNS' ? [make(`${id}EventInvokeConfig${event}Topic`, 'AWS::SNS::Topic')] : []
  })
  return [make(`${id}EventInvokeConfig`, 'AWS::Lambda::EventInvokeConfig'), ...destinations]
}

/** What gradual deployments make once for all functions, and for each. */
export function deploymentResources(template: Template): readonly Generated[] {
  const functions = Object.values(template.resources).filter(({ type }) => type === 'AWS::Serverless::Function')
  const gradual = functions.flatMap((resource): [string, TemplateMap][] => {
    const properties = withGlobals(resource, template.value)
    const preference = properties['DeploymentPreference']
    if (!isMap(preference) || preference['Enabled'] === false || properties['AutoPublishAlias'] === undefined) return []
    return [[resource.logicalId, preference]]
  })
  const [first] = gradual
  if (first === undefined) return []
  const make = makerFor(first[0])
  return [
    make('ServerlessDeploymentApplication', 'AWS::CodeDeploy::Application'),
    ...(gradual.some(([, { Role: role }]) => role === undefined)
      ? [make('CodeDeployServiceRole', 'AWS::IAM::Role')]
      : []),
    ...gradual.map(([id]) => makerFor(id)(`${id}DeploymentGroup`, 'AWS::CodeDeploy::DeploymentGroup')),
  ]
}

function defaultOf(value: TemplateMap[string] | undefined, template: Template): string | undefined {
  const name = isMap(value) ? value['Ref'] : undefined
  return typeof name === 'string' ? template.parameters[name]?.default : undefined
}
