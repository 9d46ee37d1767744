import { setTimeout as sleep } from 'node:timers/promises'
import type { Event } from '@project-utils/contract'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { type Fake, startFake } from '../../../tools/fake-cloudformation/fake.ts'
import { openInjector } from '../../../tools/proxy/inject.ts'
import { type RunningProxy, startProxy } from '../../../tools/proxy/proxy.ts'
import { openProject, type TestProject } from './run-cfn.ts'

const bucket = 'project-utils-000000000000-us-east-1'
const configuration = (stacks: string): string => `project: shop
environments:
  local: { target: local }
  careful: { target: local, tier: limited }
stacks:
${stacks}`
const queue = (seconds: number): string =>
  `Resources: { Jobs: { Type: AWS::SQS::Queue, Properties: { VisibilityTimeout: ${seconds} } } }\n`
const one = { 'project.yaml': configuration('  app: { template: app.yaml }\n'), 'app.yaml': queue(30) }

let fake: Fake
let proxy: RunningProxy
let project: TestProject
const injector = openInjector()

beforeAll(async () => {
  fake = await startFake()
  proxy = await startProxy({ target: fake.endpoint, interceptors: injector.interceptors })
  project = openProject(proxy.endpoint, one)
})
afterEach(() => {
  fake.reset()
  injector.plan([])
  project.write(one)
})
afterAll(async () => {
  project?.close()
  await proxy?.close()
  await fake?.close()
})

/** The bucket is there, and empty of what another test recorded. */
function prepare(): void {
  fake.object(bucket, 'shop/local/state/none', '')
}

const operations = (from: number): readonly string[] =>
  fake.calls.slice(from).flatMap(({ service, operation }) => (service === 'cloudformation' ? [operation] : []))
const facts = (events: readonly Event[]): readonly Record<string, unknown>[] =>
  events.flatMap((event) => (event.type === 'fact' && event.name === 'stack.event' ? [event.data as never] : []))

test('a slow update is told resource by resource, and ends with what it came to', async () => {
  prepare()
  await project.json('deploy')
  project.write({ 'app.yaml': queue(60) })
  fake.script({ 'shop-local-app/Jobs': { update: { ticks: 6 } } })
  const events = await project.events('deploy')
  expect(facts(events).map(({ logicalId, status }) => `${logicalId} ${status}`)).toEqual([
    'shop-local-app UPDATE_IN_PROGRESS',
    'Jobs UPDATE_IN_PROGRESS',
    'Jobs UPDATE_COMPLETE',
    'shop-local-app UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
    'shop-local-app UPDATE_COMPLETE',
  ])
  expect(events.at(-1)).toMatchObject({ type: 'result', result: { ok: true, data: { outcome: 'succeeded' } } })
})

test('Ctrl-C during an update cancels it, waits for the rollback and says so', async () => {
  prepare()
  await project.json('deploy')
  project.write({ 'app.yaml': queue(60) })
  fake.script({ 'shop-local-app/Jobs': { update: { ticks: 'forever' } } })
  const from = fake.calls.length
  const running = project.start('deploy')
  await running.said(/Jobs .*UPDATE_IN_PROGRESS/)
  running.child.kill('SIGINT')
  const { code, stderr } = await running.ended
  expect(operations(from)).toContain('CancelUpdateStack')
  expect(code).toBe(130)
  expect(stderr).toMatch(/was cancelled and rolled back/)
  expect(fake.stack('shop-local-app')?.status).toBe('UPDATE_ROLLBACK_COMPLETE')
})

test('Ctrl-C during a creation waits for its end; a second one leaves with the truth', async () => {
  prepare()
  fake.script({ 'shop-local-app/Jobs': { create: { ticks: 'forever' } } })
  const running = project.start('deploy')
  await running.said(/Jobs .*CREATE_IN_PROGRESS/)
  running.child.kill('SIGINT')
  await running.said(/press Ctrl-C again/)
  await sleep(400)
  running.child.kill('SIGINT')
  const { code, stderr } = await running.ended
  expect(code).toBe(130)
  expect(stderr).toMatch(/shop-local-app/)
  expect(fake.stack('shop-local-app')?.status).toBe('CREATE_IN_PROGRESS')
})

test('a run that finds an operation under way watches it to its end and goes on', async () => {
  prepare()
  fake.seed({ name: 'shop-local-app', status: 'UPDATE_IN_PROGRESS', goesOn: true, template: queue(30) })
  const result = await project.json('deploy')
  expect(result).toMatchObject({ exitCode: 0, data: { outcome: 'succeeded', stacks: [{ status: 'UPDATE_COMPLETE' }] } })
})

test('credentials that expire while watching end in "still running", and the next run goes on from there', async () => {
  prepare()
  await project.json('deploy')
  project.write({ 'app.yaml': queue(60) })
  fake.script({ 'shop-local-app/Jobs': { update: { ticks: 8 } } })
  injector.plan([
    { match: { operation: 'cloudformation.*', nth: 6 }, fault: 'expired', times: Number.POSITIVE_INFINITY },
  ])
  const result = await project.json('deploy')
  expect(injector.struck()[0]?.operation).toMatch(/cloudformation.Describe/)
  expect(result).toMatchObject({
    exitCode: 8,
    problems: [{ code: 'CFN_STILL_RUNNING' }],
    next: { command: expect.stringContaining('project-cfn deploy') },
  })
  injector.plan([])
  expect(await project.json('deploy')).toMatchObject({ exitCode: 0, data: { stacks: [{ status: 'UPDATE_COMPLETE' }] } })
})

test('throttled and broken looks stretch the watch and fail nothing', async () => {
  prepare()
  await project.json('deploy')
  project.write({ 'app.yaml': queue(60) })
  fake.script({ 'shop-local-app/Jobs': { update: { ticks: 5 } } })
  injector.plan([
    { match: { operation: 'DescribeStacks', nth: 2 }, fault: 'throttle', times: 4 },
    { match: { operation: 'DescribeStackEvents' }, fault: 'truncate', times: 2 },
  ])
  expect(await project.json('deploy')).toMatchObject({ exitCode: 0, data: { outcome: 'succeeded' } })
  expect(injector.struck().length).toBeGreaterThan(3)
})

test.each(['lost-answer', 'reset', 'server-error-after'] as const)(
  'an execution whose answer is hit by %s is found to run, and watched',
  async (fault) => {
    prepare()
    await project.json('deploy')
    project.write({ 'app.yaml': queue(60) })
    injector.plan([{ match: { operation: 'ExecuteChangeSet' }, fault }])
    expect(await project.json('deploy')).toMatchObject({ exitCode: 0, data: { outcome: 'succeeded' } })
    expect(fake.stack('shop-local-app')?.status).toBe('UPDATE_COMPLETE')
  },
)

test('a preview does not wait: it says that the stack is busy', async () => {
  prepare()
  fake.seed({ name: 'shop-local-app', status: 'UPDATE_IN_PROGRESS' })
  expect(await project.json('deploy', '--dry-run')).toMatchObject({
    exitCode: 8,
    problems: [{ code: 'CFN_STACK_BUSY' }],
  })
})

test('an update that fails is rolled back, told with its cause, and exits with 1', async () => {
  prepare()
  await project.json('deploy')
  project.write({ 'app.yaml': queue(60) })
  fake.script({ 'shop-local-app/Jobs': { update: { fail: 'Access denied for operation sqs:SetQueueAttributes' } } })
  const result = await project.json('deploy')
  expect(result).toMatchObject({
    exitCode: 1,
    problems: [{ code: 'CFN_STACK_FAILED', message: expect.stringContaining('Access denied for operation') }],
    next: { command: expect.stringContaining('project-cfn deploy') },
  })
})

test('with rollback off a failed update stays half-way, and the way back is named', async () => {
  prepare()
  project.write({
    'project.yaml': configuration('  app: { template: app.yaml }\n').replace(
      'target: local }',
      'target: local, stacks: { app: { rollback: false } } }',
    ),
  })
  await project.json('deploy')
  project.write({ 'app.yaml': queue(60) })
  fake.script({ 'shop-local-app/Jobs': { update: { fail: 'no' } } })
  const result = await project.json('deploy')
  expect(fake.stack('shop-local-app')?.status).toBe('UPDATE_FAILED')
  expect(result).toMatchObject({
    exitCode: 6,
    problems: [{ code: 'CFN_STACK_STUCK', hint: expect.stringContaining('rollback-stack') }],
  })
})

test('independent stacks go side by side, dependent ones after each other', async () => {
  prepare()
  const output = `${queue(30)}Outputs: { Arn: { Value: !GetAtt Jobs.Arn, Export: { Name: shop-queue } } }\n`
  const parameter = 'Resources: { Name: { Type: AWS::SSM::Parameter, Properties: { Type: String, Value: VALUE } } }\n'
  project.write({
    'project.yaml': configuration(
      '  last: { template: last.yaml, after: [reader] }\n  reader: { template: reader.yaml }\n  app: { template: app.yaml }\n  taker: { template: taker.yaml, parameters: { Arn: "${outputs.app.Arn}" } }\n',
    ),
    'app.yaml': output,
    'reader.yaml': parameter.replace('VALUE', '{ "Fn::ImportValue": shop-queue }'),
    'taker.yaml': `Parameters: { Arn: { Type: String } }\n${parameter.replace('VALUE', '!Ref Arn')}`,
    'last.yaml': parameter.replace('VALUE', 'x'),
  })
  const events = await project.events('deploy')
  const steps = events.flatMap((event) =>
    event.type === 'step' && event.id.startsWith('stack.') && event.state !== 'progress'
      ? [`${event.id} ${event.state}`]
      : [],
  )
  expect(events.at(-1)).toMatchObject({ result: { ok: true } })
  expect(steps.slice(0, 2)).toEqual(['stack.app started', 'stack.app ended'])
  expect(steps.slice(2, 4).toSorted()).toEqual(['stack.reader started', 'stack.taker started'])
  expect(steps.indexOf('stack.last started')).toBeGreaterThan(steps.indexOf('stack.reader ended'))
  const again = await project.json('deploy')
  expect(again).toMatchObject({ data: { outcome: 'nothing to do' } })
})

test('somebody else who changed a stack is noticed, also where the template is the same', async () => {
  prepare()
  await project.json('deploy')
  const stack = fake.stack('shop-local-app')
  if (stack === undefined) throw new Error('it was not deployed')
  stack.updatedAt = new Date(Date.now() + 5_000)
  const from = fake.calls.length
  const result = await project.json('deploy')
  expect(result).toMatchObject({ exitCode: 0, data: { outcome: 'nothing to do' } })
  expect(operations(from)).toContain('CreateChangeSet')
  const after = fake.calls.length
  await project.json('deploy')
  expect(operations(after)).toEqual(['DescribeStacks'])
})

test('events follows nested stacks', async () => {
  prepare()
  const child = JSON.stringify({ Resources: { Inner: { Type: 'AWS::SNS::Topic' } } })
  project.write({
    'app.yaml': 'Resources: { Child: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: child.json } } }\n',
    'child.json': child,
  })
  expect(await project.json('deploy')).toMatchObject({ exitCode: 0 })
  const rows = (await project.events('events')).flatMap((event) =>
    event.type === 'row' ? [event.data as Record<string, unknown>] : [],
  )
  expect(rows.map(({ stack, logicalId, status }) => `${stack} ${logicalId} ${status}`)).toContain(
    'shop-local-app/Child Inner CREATE_COMPLETE',
  )
})

test('events --follow tells on and on, until it is ended, with exit 0', async () => {
  prepare()
  await project.json('deploy')
  const running = project.start('events', '--follow')
  await running.said(/Jobs .*CREATE_COMPLETE/)
  project.write({ 'app.yaml': queue(60) })
  await project.json('deploy')
  await running.said(/Jobs .*UPDATE_COMPLETE/)
  running.child.kill('SIGINT')
  expect((await running.ended).code).toBe(0)
})

test('protection follows the tier, and keeps a stack from being deleted', async () => {
  prepare()
  fake.object(bucket, 'shop/careful/state/none', '')
  await project.json('deploy', '--env', 'careful', '--yes')
  expect(await project.json('delete', '--env', 'careful', '--yes', '--accept-risk', 'Jobs')).toMatchObject({
    exitCode: 4,
    problems: [{ code: 'CFN_STACK_PROTECTED' }],
    next: { command: expect.stringContaining('project-cfn protect off app') },
  })
  expect(await project.json('protect', 'off', '--env', 'careful', '--yes')).toMatchObject({
    exitCode: 0,
    data: { stacks: [{ protected: false }] },
  })
  expect(await project.json('delete', '--env', 'careful', '--yes', '--accept-risk', 'Jobs')).toMatchObject({
    exitCode: 0,
  })
  expect(await project.json('status', '--env', 'careful')).toMatchObject({ data: { stacks: [{ status: 'ABSENT' }] } })
})

test('a stack is handled as its configuration says', async () => {
  prepare()
  const keys =
    'policy: policy.json, tags: { service: api }, topics: ["arn:aws:sns:us-east-1:000000000000:ops"], role: "arn:aws:iam::000000000000:role/cfn", protect: true'
  const config = configuration(`  app: { template: app.yaml, ${keys} }\n`)
  const policy = { Statement: [{ Effect: 'Allow', Action: 'Update:*', Principal: '*', Resource: '*' }] }
  project.write({ 'project.yaml': config, 'policy.json': JSON.stringify(policy) })
  expect(await project.json('deploy')).toMatchObject({ exitCode: 0 })
  const stack = fake.stack('shop-local-app')
  expect(stack).toMatchObject({
    protected: true,
    policy: JSON.stringify(policy),
    notifications: ['arn:aws:sns:us-east-1:000000000000:ops'],
    roleArn: 'arn:aws:iam::000000000000:role/cfn',
    definition: { tags: { service: 'api', project: 'shop', environment: 'local' } },
  })
  if (stack !== undefined) stack.protected = false
  const from = fake.calls.length
  expect(await project.json('deploy')).toMatchObject({ exitCode: 0, data: { outcome: 'succeeded' } })
  expect(operations(from).filter((name) => !name.startsWith('Describe'))).toEqual(['UpdateTerminationProtection'])
})

test('an update that the stack policy forbids is refused, and changes nothing', async () => {
  prepare()
  await project.json('deploy')
  const policy = {
    Statement: [{ Effect: 'Deny', Action: 'Update:*', Principal: '*', Resource: 'LogicalResourceId/Jobs' }],
  }
  project.write({
    'project.yaml': configuration('  app: { template: app.yaml, policy: policy.json }\n'),
    'policy.json': JSON.stringify(policy),
    'app.yaml': queue(60),
  })
  const result = await project.json('deploy')
  expect(result.ok).toBe(false)
  expect(fake.stack('shop-local-app')?.definition.template.body).toContain('30')
})

test('what is there already is taken over, by its name beside other changes, or by what identifies it', async () => {
  prepare()
  fake.exists('AWS::SQS::Queue', 'shop-jobs')
  fake.exists('AWS::SQS::Queue', 'shop-mails')
  const named = (id: string): string =>
    `  ${id}: { Type: AWS::SQS::Queue, DeletionPolicy: Retain, Properties: { QueueName: shop-${id.toLowerCase()} } }\n`
  project.write({ 'app.yaml': `Resources:\n  News: { Type: AWS::SNS::Topic }\n${named('Jobs')}` })
  expect(await project.json('deploy')).toMatchObject({
    exitCode: 4,
    problems: [{ code: 'CFN_RESOURCE_EXISTS', hint: expect.stringContaining('deploy app --import Jobs') }],
  })
  expect(await project.json('deploy', '--import', 'Jobs')).toMatchObject({ exitCode: 0 })
  expect(fake.stack('shop-local-app')?.status).toBe('CREATE_COMPLETE')
  expect(fake.stack('shop-local-app')?.resources.get('Jobs')?.physicalId).toContain('shop-jobs')
  expect(await project.json('deploy', '--import', 'Jobs')).toMatchObject({ data: { outcome: 'nothing to do' } })
  project.write({ 'app.yaml': `Resources:\n  News: { Type: AWS::SNS::Topic }\n${named('Jobs')}${named('Mails')}` })
  expect(await project.json('deploy', '--import', 'Mails=shop-mails')).toMatchObject({ exitCode: 0 })
  expect(fake.stack('shop-local-app')?.status).toBe('IMPORT_COMPLETE')
  const from = fake.calls.length
  expect(await project.json('deploy')).toMatchObject({ data: { outcome: 'nothing to do' } })
  expect(operations(from)).toEqual(['DescribeStacks'])
})

test('an import that was reviewed is executed by the command that its plan names', async () => {
  prepare()
  fake.exists('AWS::SQS::Queue', 'shop-jobs')
  project.write({
    'app.yaml':
      'Resources: { Jobs: { Type: AWS::SQS::Queue, DeletionPolicy: Retain, Properties: { QueueName: shop-jobs } } }\n',
  })
  const planned = await project.json<{ deploy: string }>('plan', '--import', 'Jobs=shop-jobs', '--out', 'app.plan')
  expect(planned.data?.deploy).toContain('--import Jobs=shop-jobs')
  expect(await project.json('deploy', '--plan', 'app.plan', '--import', 'Jobs=shop-jobs')).toMatchObject({
    exitCode: 0,
  })
  expect(fake.stack('shop-local-app')?.status).toBe('IMPORT_COMPLETE')
})

test('a deletion lists what it leaves, and is refused while somebody imports an export', async () => {
  prepare()
  const kept = 'Kept: { Type: AWS::SNS::Topic, DeletionPolicy: Retain }'
  project.write({
    'app.yaml': `Resources:\n  Jobs: { Type: AWS::SQS::Queue }\n  ${kept}\nOutputs: { Arn: { Value: !GetAtt Jobs.Arn, Export: { Name: shop-queue } } }\n`,
    'project.yaml': configuration('  app: { template: app.yaml }\n  reader: { template: reader.yaml }\n'),
    'reader.yaml':
      'Resources: { Name: { Type: AWS::SSM::Parameter, Properties: { Type: String, Value: { "Fn::ImportValue": shop-queue } } } }\n',
  })
  expect(await project.json('deploy')).toMatchObject({ exitCode: 0 })
  expect(await project.json('delete', 'app', '--yes', '--accept-risk', 'Jobs')).toMatchObject({
    exitCode: 4,
    problems: [{ code: 'CFN_EXPORT_IN_USE', message: expect.stringContaining('shop-local-reader') }],
  })
  const result = await project.json('delete', '--yes', '--accept-risk', 'Jobs')
  expect(result).toMatchObject({
    exitCode: 0,
    data: { stacks: [{ outcome: 'deleted', retained: [{ resource: 'Kept' }] }, {}] },
  })
})

test('a deletion that failed is repeated, and may leave what blocks', async () => {
  prepare()
  await project.json('deploy')
  fake.script({ 'shop-local-app/Jobs': { delete: { fail: 'it is in use' } } })
  const accept = ['--yes', '--accept-risk', 'Jobs']
  expect(await project.json('delete', ...accept)).toMatchObject({
    exitCode: 6,
    problems: [{ code: 'CFN_DELETE_FAILED', message: expect.stringContaining('it is in use') }],
  })
  expect(await project.json('delete', ...accept, '--retain', 'Jobs')).toMatchObject({
    exitCode: 0,
    data: { stacks: [{ retained: [{ resource: 'Jobs' }] }] },
  })
})

test('list tells declared, foreign and missing stacks apart', async () => {
  prepare()
  fake.seed({ name: 'shop-prod-app', status: 'CREATE_COMPLETE' })
  fake.seed({ name: 'other-local-app', status: 'CREATE_COMPLETE' })
  const { data } = await project.json<readonly Record<string, unknown>[]>('list')
  expect(data?.map(({ name, of, status }) => [name, of, status])).toEqual([
    ['shop-prod-app', 'not of this project', 'CREATE_COMPLETE'],
    ['shop-local-app', 'stacks.app', 'ABSENT'],
  ])
})

test('a template that AWS would refuse is refused before any call, with its place', async () => {
  project.write({ 'app.yaml': 'Resources: { Jobs: { Type: AWS::SQS::Queue, Properties: { VisibilityTimeut: 3 } } }\n' })
  const from = fake.calls.length
  expect(await project.json('deploy')).toMatchObject({
    exitCode: 2,
    problems: [{ code: 'CFN_TEMPLATE_REFUSED', where: { line: 1 } }],
  })
  expect(fake.calls.length).toBe(from)
})
