import { openSchemas } from '@project-utils/template'
import type { Owner } from './look.ts'

/** How Cloud Control knows a resource of a name. */
export type Identify = (name: string, owner: Owner) => string

const itself: Identify = (name) => name

const arn =
  (service: string, resource: string): Identify =>
  (name, { account, partition, region }) =>
    `arn:${partition}:${service}:${region}:${account}:${resource}${name}`

/**
 * Types whose published identifier is an ARN or id that is made of the name, or that Cloud Control also knows by a second
 * identifier, the name. Source: `additionalIdentifiers` of the published schemas, and the service authorization reference,
 * "Resource types defined by" each service.
 */
const known: Readonly<Record<string, Identify>> = {
  'AWS::Batch::ComputeEnvironment': itself,
  'AWS::Batch::JobQueue': arn('batch', 'job-queue/'),
  'AWS::CloudFormation::StackSet': itself,
  'AWS::CloudFront::Function': (name, { account, partition }) =>
    `arn:${partition}:cloudfront::${account}:function/${name}`,
  'AWS::CodeBuild::Project': itself,
  'AWS::DocDB::DBCluster': itself,
  'AWS::DocDB::DBInstance': itself,
  'AWS::Events::Rule': (name, owner) => arn('events', 'rule/')(name.replace('|', '/'), owner),
  'AWS::IoT::Policy': itself,
  'AWS::Lambda::MicrovmImage': itself,
  'AWS::Lambda::NetworkConnector': itself,
  'AWS::OSIS::Pipeline': arn('osis', 'pipeline/'),
  'AWS::OpenSearchServerless::Collection': itself,
  'AWS::OpenSearchServerless::CollectionGroup': itself,
  'AWS::QLDB::Ledger': itself,
  'AWS::SageMaker::Endpoint': (name, owner) => arn('sagemaker', 'endpoint/')(name.toLowerCase(), owner),
  'AWS::SageMaker::EndpointConfig': (name, owner) => arn('sagemaker', 'endpoint-config/')(name.toLowerCase(), owner),
  'AWS::SageMaker::Model': (name, owner) => arn('sagemaker', 'model/')(name.toLowerCase(), owner),
  'AWS::Serverless::StateMachine': arn('states', 'stateMachine:'),
  'AWS::StepFunctions::StateMachine': arn('states', 'stateMachine:'),
}

/** How Cloud Control knows a type by its name; undefined where the name does not lead to it. */
export function identifierOf(type: string): Identify | undefined {
  const own = Object.hasOwn(known, type) ? known[type] : undefined
  if (own !== undefined) return own
  const { identifier, nameProperty } = openSchemas().schemaOf(type) ?? {}
  return nameProperty !== undefined && identifier?.length === 1 && identifier[0] === nameProperty ? itself : undefined
}
