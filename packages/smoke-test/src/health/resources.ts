import type { NamedResource } from '../step-kind.ts'
import { queueName } from './queues.ts'

/** A resource of the stacks with its logical id. */
export interface HealthResource extends NamedResource {
  readonly logicalId: string
}

/** What of the stacks is looked at, by what the services call it. */
export interface ResourceNames {
  readonly functions: readonly string[]
  readonly alarms: readonly string[]
  /** URLs. */
  readonly queues: readonly string[]
  readonly tables: readonly string[]
  /** Ids. */
  readonly distributions: readonly string[]
  /** ARNs. */
  readonly certificates: readonly string[]
  /** Own domain names of APIs. */
  readonly domains: readonly string[]
  /** How the dimensions of alarms name something of the stacks. */
  readonly dimensions: ReadonlySet<string>
}

/** Sorts resources by what is looked at; anything else has no look of its own. */
export function namesOf(resources: readonly HealthResource[]): ResourceNames {
  const of = (...types: readonly string[]): readonly string[] => [
    ...new Set(resources.filter(({ type }) => types.includes(type)).map(({ physicalId }) => physicalId)),
  ]
  const queues = of('AWS::SQS::Queue')
  // Every API may have a stage `$default`: such a name says nothing.
  const named = resources.filter(({ type }) => !type.endsWith('::Stage'))
  const dimensions = named.flatMap(({ physicalId }) => [physicalId, physicalId.slice(physicalId.lastIndexOf(':') + 1)])
  return {
    functions: of('AWS::Lambda::Function'),
    // A composite alarm is called by its ARN in some places.
    alarms: of('AWS::CloudWatch::Alarm', 'AWS::CloudWatch::CompositeAlarm').map((id) =>
      id.replace(/^arn:.*?:alarm:/, ''),
    ),
    queues,
    tables: of('AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable'),
    distributions: of('AWS::CloudFront::Distribution'),
    certificates: of('AWS::CertificateManager::Certificate'),
    domains: of('AWS::ApiGatewayV2::DomainName', 'AWS::ApiGateway::DomainName'),
    dimensions: new Set([...dimensions, ...queues.map(queueName)]),
  }
}
