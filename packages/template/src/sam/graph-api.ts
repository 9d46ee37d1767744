import { isMap, type TemplateMap } from '../value.ts'
import { type Generated, makerFor, mapAt } from './made.ts'

/** What SAM makes for one `AWS::Serverless::GraphQLApi`. Source: AWS SAM developer guide, `AWS::Serverless::GraphQLApi`. */
export function graphResources(id: string, properties: TemplateMap): readonly Generated[] {
  const make = makerFor(id)
  const made = [make(`${id}Schema`, 'AWS::AppSync::GraphQLSchema')]
  if (properties['Logging'] !== false && mapAt(properties, 'Logging')['CloudWatchLogsRoleArn'] === undefined) {
    made.push(make(`${id}CloudWatchRole`, 'AWS::IAM::Role'))
  }
  if (properties['Cache'] !== undefined) made.push(make(`${id}ApiCache`, 'AWS::AppSync::ApiCache'))
  if (properties['DomainName'] !== undefined) {
    made.push(make(`${id}DomainName`, 'AWS::AppSync::DomainName'))
    made.push(make(`${id}DomainNameApiAssociation`, 'AWS::AppSync::DomainNameApiAssociation'))
  }
  for (const name of Object.keys(mapAt(properties, 'ApiKeys'))) made.push(make(`${id}${name}`, 'AWS::AppSync::ApiKey'))
  for (const kind of ['DynamoDb', 'Lambda']) {
    for (const [name, source] of Object.entries(mapAt(mapAt(properties, 'DataSources'), kind))) {
      made.push(...dataSource(id, name, kind, isMap(source) ? source : {}))
    }
  }
  const functions = mapAt(properties, 'Functions')
  for (const name of Object.keys(functions)) {
    if (mapAt(functions, name)['Id'] !== undefined) continue
    made.push(make(`${id}${name}`, 'AWS::AppSync::FunctionConfiguration'))
    if (mapAt(functions, name)['DataSource'] === 'NONE')
      made.push(make(`${id}NoneDataSource`, 'AWS::AppSync::DataSource'))
  }
  for (const [type, resolvers] of Object.entries(mapAt(properties, 'Resolvers'))) {
    for (const name of Object.keys(isMap(resolvers) ? resolvers : {})) {
      made.push(make(`${id}${type}${name}`, 'AWS::AppSync::Resolver'))
    }
  }
  return made
}

function dataSource(id: string, name: string, kind: string, source: TemplateMap): readonly Generated[] {
  const make = makerFor(id)
  const prefix = `${id}${name}${kind === 'Lambda' ? 'Lambda' : 'DynamoDB'}DataSource`
  const made = [make(prefix, 'AWS::AppSync::DataSource')]
  if (source['ServiceRoleArn'] !== undefined) return made
  const connector = kind === 'Lambda' ? 'ToLambdaConnectorPolicy' : 'ToTableConnectorPolicy'
  return [...made, make(`${prefix}Role`, 'AWS::IAM::Role'), make(`${prefix}${connector}`, 'AWS::IAM::ManagedPolicy')]
}
