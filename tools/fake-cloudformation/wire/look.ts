/**
 * The other services, as far as a look goes: does a resource of this name exist? What a stack made, or what a test put there,
 * does; all else is answered with the service's own word for "not found". Sources: the errors of each operation in the SDK's models.
 */
import type { Cloud } from '../cloud/cloud.ts'
import { bare } from '../template/names.ts'
import type { Reply } from './s3.ts'

/** A call of a service. */
export interface Asked {
  readonly service: string
  readonly operation: string
  /** All texts of the request: a name that exists must be among them. */
  readonly text: string
}

interface Absence {
  readonly status: number
  readonly code: string
}

const absences: Readonly<Record<string, Absence>> = {
  apigateway: { status: 404, code: 'NotFoundException' },
  cloudcontrolapi: { status: 400, code: 'ResourceNotFoundException' },
  cognito: { status: 400, code: 'ResourceNotFoundException' },
  dynamodb: { status: 400, code: 'ResourceNotFoundException' },
  ecr: { status: 400, code: 'RepositoryNotFoundException' },
  events: { status: 400, code: 'ResourceNotFoundException' },
  iam: { status: 404, code: 'NoSuchEntity' },
  kinesis: { status: 400, code: 'ResourceNotFoundException' },
  kms: { status: 400, code: 'NotFoundException' },
  lambda: { status: 404, code: 'ResourceNotFoundException' },
  logs: { status: 400, code: 'ResourceNotFoundException' },
  secretsmanager: { status: 400, code: 'ResourceNotFoundException' },
  sns: { status: 404, code: 'NotFound' },
  sqs: { status: 400, code: 'AWS.SimpleQueueService.NonExistentQueue' },
  ssm: { status: 400, code: 'ParameterNotFound' },
  states: { status: 400, code: 'StateMachineDoesNotExist' },
}

/** Whether a named resource of a service is among those that exist. */
export function isThere(cloud: Cloud, { service, text }: Asked): boolean {
  if (service === 'cloudcontrolapi') return isHeld(cloud, text)
  const segment = service === 'monitoring' ? 'cloudwatch' : service === 'states' ? 'stepfunctions' : service
  return cloud.physical.some(({ type, id }) => {
    const name = bare(id)
    return (
      type.split('::')[1]?.toLowerCase() === segment && new RegExp(`(^|[^\\w-])${escaped(name)}($|[^\\w-])`).test(text)
    )
  })
}

/** Cloud Control names type and identifier. Source: GetResource of the SDK's model. */
function isHeld(cloud: Cloud, text: string): boolean {
  const [type, identifier] = ['TypeName', 'Identifier'].map((key) => new RegExp(`"${key}":"([^"]*)"`).exec(text)?.[1])
  return cloud.physical.some(
    (one) => one.type === type && (one.id === identifier || bare(one.id) === bare(identifier ?? '')),
  )
}

/** The answer to a look, in the protocol in which it was asked. */
export function answerLook(cloud: Cloud, asked: Asked, protocol: 'query' | 'json' | 'rest' | 'cbor'): Reply {
  const { service, operation } = asked
  const found = isThere(cloud, asked)
  const listing = listings[operation]
  if (listing !== undefined) return listing(found, asked, protocol)
  const absence = absences[service] ?? { status: 404, code: 'ResourceNotFoundException' }
  if (!found) return absent(absence, protocol, service)
  if (protocol === 'query') {
    return { status: 200, headers: xmlType, body: `<${operation}Response><${operation}Result/></${operation}Response>` }
  }
  if (protocol === 'cbor') return { status: 200, headers: cborType, body: Buffer.from([0xa0]) }
  return { status: 200, headers: { 'content-type': 'application/json' }, body: '{}' }
}

const xmlType = { 'content-type': 'text/xml' }
const cborType = { 'content-type': 'application/cbor', 'smithy-protocol': 'rpc-v2-cbor' }

type Listing = (found: boolean, asked: Asked, protocol: string) => Reply

/** Looks whose answer is a list: what is not there is an empty one. */
const listings: Readonly<Record<string, Listing>> = {
  DescribeAlarms: (found, { text }, protocol) => {
    const name = /AlarmNames[^A-Za-z]*(?:member\.1=)?"?([\w.-]+)/.exec(text)?.[1] ?? ''
    if (protocol === 'cbor') return { status: 200, headers: cborType, body: cborAlarms(found ? name : undefined) }
    const member = found ? `<member><AlarmName>${name}</AlarmName></member>` : ''
    const body = `<DescribeAlarmsResponse><DescribeAlarmsResult><MetricAlarms>${member}</MetricAlarms></DescribeAlarmsResult></DescribeAlarmsResponse>`
    return { status: 200, headers: xmlType, body }
  },
  DescribeLogGroups: (found, { text }) => {
    const logGroupName = /"logGroupNamePrefix":"([^"]*)"/.exec(text)?.[1]
    return {
      status: 200,
      headers: { 'content-type': 'application/x-amz-json-1.1' },
      body: JSON.stringify({ logGroups: found ? [{ logGroupName }] : [] }),
    }
  },
}

/** `{ MetricAlarms: [ { AlarmName } ] }` in CBOR (RFC 8949). */
function cborAlarms(name: string | undefined): Buffer {
  const text = (value: string): Buffer => {
    const bytes = Buffer.from(value)
    const head = bytes.byteLength < 24 ? [0x60 + bytes.byteLength] : [0x78, bytes.byteLength]
    return Buffer.concat([Buffer.from(head), bytes])
  }
  const alarm = name === undefined ? [] : [Buffer.from([0xa1]), text('AlarmName'), text(name)]
  return Buffer.concat([
    Buffer.from([0xa1]),
    text('MetricAlarms'),
    Buffer.from([0x80 + (name === undefined ? 0 : 1)]),
    ...alarm,
  ])
}

function absent({ status, code }: Absence, protocol: string, service: string): Reply {
  const message = `The ${service} resource was not found`
  if (protocol === 'query') {
    const error = `<Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error>`
    return { status, headers: xmlType, body: `<ErrorResponse>${error}<RequestId>0</RequestId></ErrorResponse>` }
  }
  const headers = {
    'content-type': 'application/json',
    'x-amzn-errortype': code,
    'x-amzn-query-error': `${code};Sender`,
  }
  return { status, headers, body: JSON.stringify({ __type: `com.amazonaws#${code}`, message }) }
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')
}
