import type { Template } from '../template.ts'
import { isMap, type TemplateMap, type TemplateValue } from '../value.ts'
import { eventsOf, type Generated, makerFor, mapAt, refName, suffixed } from './made.ts'

const permission = 'AWS::Lambda::Permission'

/** What the events of a function bring. Source: AWS SAM developer guide, resources generated for `AWS::Serverless::Function`. */
export function functionEvents(id: string, properties: TemplateMap, template: Template): readonly Generated[] {
  return eventsOf(properties).flatMap(([name, type, event]) => functionEvent(id, `${id}${name}`, type, event, template))
}

function functionEvent(
  id: string,
  prefix: string,
  type: string,
  event: TemplateMap,
  template: Template,
): readonly Generated[] {
  const make = makerFor(id)
  const allowed = make(`${prefix}Permission`, permission)
  switch (type) {
    case 'S3':
    case 'AlexaSkill':
      return [allowed]
    case 'Cognito':
      return [make(`${id}CognitoPermission`, permission)]
    case 'HttpApi':
      return [allowed]
    case 'Api': {
      const [logicalId, isHashed] = suffixed(`${prefix}Permission`, stageSuffix(event['RestApiId'], template))
      return [make(logicalId, permission, isHashed)]
    }
    case 'SNS':
      return topicEvent(id, prefix, event)
    case 'Schedule':
    case 'CloudWatchEvent':
    case 'EventBridgeRule':
      return [make(prefix, 'AWS::Events::Rule'), allowed, ...deadLetters(id, prefix, event, true)]
    case 'ScheduleV2':
      return scheduled(id, prefix, event)
    case 'CloudWatchLogs':
      return [make(prefix, 'AWS::Logs::SubscriptionFilter'), allowed]
    case 'IoTRule':
      return [make(prefix, 'AWS::IoT::TopicRule'), allowed]
    default:
      return pulled.has(type) ? [make(prefix, 'AWS::Lambda::EventSourceMapping')] : []
  }
}

const pulled: ReadonlySet<string> = new Set([
  ...['DynamoDB', 'DocumentDB', 'Kinesis', 'MQ', 'MSK', 'SQS', 'SelfManagedKafka'],
])

/** What follows `Permission` in the name of an API's permission. */
function stageSuffix(api: TemplateValue | undefined, template: Template): string {
  if (api === undefined) return 'Prod'
  const name = refName(api)
  const resource = name === undefined ? undefined : template.resources[name]
  if (name === 'ServerlessRestApi') return 'Prod'
  if (resource === undefined) return 'AllStages'
  const stage = resource.properties['StageName'] ?? mapAt(mapAt(template.value, 'Globals'), 'Api')['StageName']
  return typeof stage === 'string' ? stage : 'Stage'
}

function topicEvent(id: string, prefix: string, event: TemplateMap): readonly Generated[] {
  const make = makerFor(id)
  const subscription = make(prefix, 'AWS::SNS::Subscription')
  const { SqsSubscription: queue } = event
  if (queue === undefined || queue === false) return [subscription, make(`${prefix}Permission`, permission)]
  const named = isMap(queue) ? queue['QueuePolicyLogicalId'] : undefined
  const policy = make(typeof named === 'string' ? named : `${prefix}QueuePolicy`, 'AWS::SQS::QueuePolicy')
  const mapping = make(`${prefix}EventSourceMapping`, 'AWS::Lambda::EventSourceMapping')
  return [subscription, mapping, policy, ...(isMap(queue) ? [] : [make(`${prefix}Queue`, 'AWS::SQS::Queue')])]
}

/** The queue for what could not be delivered, where it is asked for by type. */
export function deadLetters(id: string, prefix: string, event: TemplateMap, hasPolicy: boolean): readonly Generated[] {
  const config = mapAt(event, 'DeadLetterConfig')
  if (config['Type'] !== 'SQS') return []
  const { QueueLogicalId: named } = config
  const queue = makerFor(id)(typeof named === 'string' ? named : `${prefix}Queue`, 'AWS::SQS::Queue')
  return hasPolicy ? [queue, makerFor(id)(`${prefix}QueuePolicy`, 'AWS::SQS::QueuePolicy')] : [queue]
}

/** A schedule of EventBridge Scheduler, with its role unless one is given. */
export function scheduled(id: string, prefix: string, event: TemplateMap): readonly Generated[] {
  const make = makerFor(id)
  const role = event['RoleArn'] === undefined ? [make(`${prefix}Role`, 'AWS::IAM::Role')] : []
  return [make(prefix, 'AWS::Scheduler::Schedule'), ...role, ...deadLetters(id, prefix, event, false)]
}
