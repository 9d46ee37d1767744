import type { EventBridgeClient } from '@aws-sdk/client-eventbridge'
import { countDifference, readCount } from '../expect/count.ts'
import {
  commonReaders,
  type Fields,
  type Reader,
  readExpected,
  readFields,
  readMap,
  readName,
  readText,
  readVerb,
} from '../read-fields.ts'
import type { Report } from '../report.ts'
import { attemptService, type ServiceOutcome, shownLimit } from '../service/attempt.ts'
import { findResource, type ResourceKind } from '../service/resource.ts'
import { type Attempt, defaultTimeLimit, type PreparedStep, type StepKind, type StepWorld } from '../step-kind.ts'
import { show } from '../values.ts'

const bus: ResourceKind = { word: 'bus', types: ['AWS::Events::EventBus'], gone: ['ResourceNotFoundException'] }
const rule: ResourceKind = { word: 'rule', types: ['AWS::Events::Rule'], gone: ['ResourceNotFoundException'] }

const states = ['ENABLED', 'DISABLED', 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS'] as const
const readState: Reader<(typeof states)[number]> = (value, report) => {
  const state = states.find((one) => one === String(value).toUpperCase())
  if (state === undefined) {
    report.tell('SMOKE_EXPECTATION_INVALID', `${show(value)} is no state of a rule`, 'enabled or disabled')
  }
  return state
}

const ofRule = { state: readState, targets: readCount }
const readers = { bus: readName, put: readMap, source: readText, type: readText, rule: readName, ...commonReaders }

type Operation =
  | { readonly verb: 'put'; readonly detail: unknown; readonly source: string; readonly type: string }
  | { readonly verb: 'rule'; readonly name: string; readonly expected: Fields<typeof ofRule> }

/** `eventbridge`: puts an event on a bus, or looks at a rule. */
export const eventbridgeStep: StepKind = {
  prepare: (settings, report) => {
    const fields = readFields(settings, readers, report)
    const verb = readVerb(settings, ['put', 'rule'], report)
    const operation = verb === undefined ? undefined : readOperation(verb, fields, report)
    if (operation === undefined) return undefined
    return {
      writes: fields.writes ?? verb === 'put',
      timeLimit: fields.timeout ?? defaultTimeLimit,
      ...(verb === 'rule' && isMetByNothing(operation) ? { negative: 'a rule without targets' } : {}),
      attempt: (world, signal) => attempt(fields.bus ?? 'default', operation, world, signal),
    } satisfies PreparedStep
  },
}

function readOperation(
  verb: 'put' | 'rule',
  { put, source, type, rule: name, expect }: Fields<typeof readers>,
  report: Report,
): Operation | undefined {
  if (verb === 'rule') {
    const expected = readExpected(expect?.value, ofRule, report.at('expect'))
    return name === undefined || expected === undefined ? undefined : { verb, name, expected }
  }
  if (expect !== undefined) {
    const hint = 'leave it out; a later sqs or logs step proves that it was delivered'
    report.at('expect').tell('SMOKE_EXPECTATION_INVALID', 'putting proves only that the bus took the event', hint)
  }
  if (source === undefined) report.tell('SMOKE_SETTING_INVALID', 'needs source', 'such as source: votes')
  if (type === undefined) report.tell('SMOKE_SETTING_INVALID', 'needs type', 'the detail type, such as VoteCast')
  if (source === undefined || type === undefined || put === undefined) return undefined
  return { verb, detail: put, source, type }
}

function isMetByNothing(operation: Operation): boolean {
  const { targets, state } = operation.verb === 'rule' ? operation.expected : {}
  return state === undefined && targets?.least === 0
}

async function attempt(
  writtenBus: string,
  operation: Operation,
  world: StepWorld,
  signal: AbortSignal,
): Promise<Attempt> {
  const on = findResource(writtenBus, bus, world)
  if (operation.verb === 'rule') {
    const of = findResource(operation.name, rule, world)
    // CloudFormation calls a rule on a bus of its own `bus|rule`.
    const [name = of.name, ownBus] = of.name.split('|').toReversed()
    const where = { EventBusName: ownBus ?? on.name, name }
    const request = {
      what: `looking at rule ${of.name}`,
      needs: ['events:DescribeRule', 'events:ListTargetsByRule'],
      of,
      shown: { title: `DescribeRule ${of.name}` },
    }
    return await attemptService(request, signal, () => lookAtRule(where, operation.expected, world, signal))
  }
  const request = {
    what: `putting an event on bus ${on.name}`,
    needs: ['events:PutEvents', 'events:DescribeEventBus'],
    of: on,
    shown: {
      title: `PutEvents ${on.name}: ${operation.type} of ${operation.source}`,
      body: show(operation.detail, shownLimit),
    },
  }
  return await attemptService(request, signal, async () => {
    const { EventBridgeClient } = await import('../service/sdk-eventbridge.ts')
    return await putEvent(world.client(EventBridgeClient), on.name, operation, signal)
  })
}

async function putEvent(
  client: EventBridgeClient,
  EventBusName: string,
  { detail, source, type }: Extract<Operation, { verb: 'put' }>,
  abortSignal: AbortSignal,
): Promise<ServiceOutcome> {
  const { DescribeEventBusCommand, PutEventsCommand } = await import('../service/sdk-eventbridge.ts')
  // An event for a bus that does not exist is dropped without a word.
  if (EventBusName !== 'default')
    await client.send(new DescribeEventBusCommand({ Name: EventBusName }), { abortSignal })
  const entry = { EventBusName, Source: source, DetailType: type, Detail: JSON.stringify(detail) }
  const { Entries = [], FailedEntryCount = 0 } = await client.send(new PutEventsCommand({ Entries: [entry] }), {
    abortSignal,
  })
  const { EventId, ErrorCode, ErrorMessage = '' } = Entries[0] ?? {}
  if (FailedEntryCount > 0 || ErrorCode !== undefined || EventId === undefined) {
    const transient = /Throttl|InternalFailure/.test(ErrorCode ?? '')
    const why = ErrorCode === undefined ? 'without saying why' : `${ErrorCode} ${ErrorMessage}`.trim()
    return { differences: [`the bus did not take the event: ${why}`], transient, answer: {} }
  }
  return { differences: [], answer: { json: { id: EventId } } }
}

async function lookAtRule(
  { EventBusName, name }: { readonly EventBusName: string; readonly name: string },
  { state, targets }: Fields<typeof ofRule>,
  world: StepWorld,
  abortSignal: AbortSignal,
): Promise<ServiceOutcome> {
  const { DescribeRuleCommand, EventBridgeClient, ListTargetsByRuleCommand } = await import(
    '../service/sdk-eventbridge.ts'
  )
  const client = world.client(EventBridgeClient)
  const found = await client.send(new DescribeRuleCommand({ EventBusName, Name: name }), { abortSignal })
  // A rule has at most five targets: one page.
  const list = await client.send(new ListTargetsByRuleCommand({ EventBusName, Rule: name }), { abortSignal })
  const arns = (list.Targets ?? []).map(({ Arn }) => Arn)
  const json = { state: found.State, targets: arns, pattern: found.EventPattern, schedule: found.ScheduleExpression }
  const differences =
    state === undefined || state === found.State ? [] : [`expected state ${state}, got ${found.State ?? 'none'}`]
  const difference = targets === undefined ? undefined : countDifference(targets, arns.length, 'targets')
  return { differences: difference === undefined ? differences : [...differences, difference], answer: { json } }
}
