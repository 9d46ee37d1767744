import type { CloudFormationClient } from '@aws-sdk/client-cloudformation'
import { isCode } from '@project-utils/aws'
import { ProjectError } from '@project-utils/contract'
import { compareShape } from '../expect/compare-shape.ts'
import { parseShape } from '../expect/shape.ts'
import {
  commonReaders,
  type Fields,
  isGiven,
  type Reader,
  readExpected,
  readFields,
  readText,
  readTrue,
} from '../read-fields.ts'
import { attemptService, type ServiceOutcome } from '../service/attempt.ts'
import { type Attempt, defaultTimeLimit, type PreparedStep, type StepKind, type StepWorld } from '../step-kind.ts'
import { isMap, show } from '../values.ts'

/** Where a stack rests after what was wanted of it was done. Source: "Stack status codes", CloudFormation user guide. */
const complete = ['CREATE_COMPLETE', 'UPDATE_COMPLETE', 'IMPORT_COMPLETE']

/** Reads `complete`, a status, or a list of them. */
const readStatus: Reader<readonly string[]> = (value, report) => {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value]
  const known = list.flatMap((one) => {
    if (one === 'complete') return complete
    return typeof one === 'string' && /^[A-Z]+(_[A-Z]+)*_(COMPLETE|FAILED|IN_PROGRESS)$/.test(one) ? [one] : []
  })
  if (list.length > 0 && known.length >= list.length) return known
  report.tell(
    'SMOKE_EXPECTATION_INVALID',
    `${show(value)} is no status of a stack`,
    'complete, or such as UPDATE_COMPLETE',
  )
  return undefined
}

/** Reads `[SiteBucket]` or `{ SiteBucket: AWS::S3::Bucket }`: resources that must be there, perhaps of a type. */
const readResources: Reader<Readonly<Record<string, string | undefined>>> = (value, report) => {
  const entries = Array.isArray(value)
    ? value.map((id: unknown) => [id, undefined])
    : isMap(value)
      ? Object.entries(value)
      : []
  const isRight = entries.every(
    ([id, type]) => typeof id === 'string' && (type === undefined || /^\w+::/.test(String(type))),
  )
  if (entries.length > 0 && isRight) return Object.fromEntries(entries) as Readonly<Record<string, string | undefined>>
  const hint = 'such as [SiteBucket] or { SiteBucket: "AWS::S3::Bucket" }'
  report.tell('SMOKE_EXPECTATION_INVALID', `${show(value)} names no resources`, hint)
  return undefined
}

const expectations = { status: readStatus, outputs: parseShape, resources: readResources, absent: readTrue }
type Expected = Fields<typeof expectations>

/** `stack`: the status, outputs and resources of a stack. */
export const stackStep: StepKind = {
  prepare: (settings, report) => {
    const fields = readFields(settings, { stack: readText, ...commonReaders }, report)
    const isComplete = isGiven(settings, 'stack', 'app', report)
    const expected = readExpected(fields.expect?.value, expectations, report.at('expect'))
    if (fields.stack === undefined || !isComplete || expected === undefined) return undefined
    const name = fields.stack
    return {
      writes: fields.writes ?? false,
      timeLimit: fields.timeout ?? defaultTimeLimit,
      ...(expected.absent === true ? { negative: 'no stack' } : {}),
      attempt: (world, signal) => attempt(name, expected, world, signal),
    } satisfies PreparedStep
  },
}

async function attempt(written: string, expected: Expected, world: StepWorld, signal: AbortSignal): Promise<Attempt> {
  const name = Object.hasOwn(world.stacks, written) ? (world.stacks[written] ?? written) : written
  const request = {
    what: `reading stack ${name}`,
    needs: ['cloudformation:DescribeStacks', 'cloudformation:ListStackResources'],
    shown: { title: `DescribeStacks ${name}` },
  }
  return await attemptService(request, signal, async () => {
    const { CloudFormationClient } = await import('../commands/sdk-stacks.ts')
    const client = world.client(CloudFormationClient)
    try {
      return await look(client, name, expected, signal)
    } catch (error) {
      if (!isCode(error, 'ValidationError') || !/does not exist/.test(String(error))) throw error
      if (expected.absent === true) return { differences: [], answer: {}, shown: { title: 'no such stack' } }
      const known = Object.entries(world.stacks).map(([key, one]) => (key === one ? key : `${key} (${one})`))
      const others = known.length === 0 ? '' : `; the project has ${known.join(', ')}`
      throw new ProjectError('SMOKE_NOT_DEPLOYED', `stack ${name} does not exist${others}`)
    }
  })
}

async function look(
  client: CloudFormationClient,
  name: string,
  expected: Expected,
  abortSignal: AbortSignal,
): Promise<ServiceOutcome> {
  const { DescribeStacksCommand } = await import('../commands/sdk-stacks.ts')
  const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName: name }), { abortSignal })
  const { StackStatus = '', StackStatusReason: reason, Outputs = [] } = Stacks[0] ?? {}
  const outputs = Object.fromEntries(Outputs.map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]))
  const answer = { json: { status: StackStatus, outputs } }
  if (expected.absent === true) return { differences: [`expected no stack ${name}, it is ${StackStatus}`], answer }
  // Outputs and resources of a stack that is broken or changing prove nothing of what was wanted.
  const wanted = expected.status ?? complete
  const differences: string[] = []
  if (!wanted.includes(StackStatus)) {
    differences.push(
      `expected status ${wanted.join(' or ')}, got ${StackStatus}${reason === undefined || reason === '' ? '' : ` (${reason})`}`,
    )
  }
  if (expected.outputs !== undefined) differences.push(...compareShape(expected.outputs, outputs, 'outputs'))
  if (expected.resources !== undefined) {
    differences.push(...(await resourceDifferences(client, name, expected.resources, abortSignal)))
  }
  return { differences, transient: StackStatus.endsWith('_IN_PROGRESS'), answer }
}

async function resourceDifferences(
  client: CloudFormationClient,
  stack: string,
  wanted: Readonly<Record<string, string | undefined>>,
  abortSignal: AbortSignal,
): Promise<readonly string[]> {
  const { ListStackResourcesCommand } = await import('../commands/sdk-stacks.ts')
  const found = new Map<string, { readonly type: string; readonly status: string }>()
  let next: string | undefined
  do {
    const command = new ListStackResourcesCommand({ StackName: stack, NextToken: next })
    const page = await client.send(command, { abortSignal })
    for (const {
      LogicalResourceId: id = '',
      ResourceType: type = '',
      ResourceStatus: status = '',
    } of page.StackResourceSummaries ?? [])
      found.set(id, { type, status })
    next = page.NextToken
  } while (next !== undefined)
  return Object.entries(wanted).flatMap(([id, type]) => {
    const one = found.get(id)
    if (one === undefined || one.status === 'DELETE_COMPLETE') return [`expected resource ${id}, there is none`]
    if (type !== undefined && one.type !== type) return [`expected ${id} to be ${type}, it is ${one.type}`]
    return one.status.endsWith('_COMPLETE') ? [] : [`expected ${id} to be complete, it is ${one.status}`]
  })
}
