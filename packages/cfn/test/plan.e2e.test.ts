import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Envelope, Plan } from '@project-utils/contract'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Fake, startFake } from '../../../tools/fake-cloudformation/fake.ts'
import { openProject, type TestProject } from './run-cfn.ts'

// The transition fake has what the emulator lacks: AWS's replacements, stack policies, imports of exports, nested change
// sets, obsolete change sets. Its answers are written from the SDK's model and public reports (its `sources.ts`).
let fake: Fake
let shop: TestProject

beforeAll(async () => {
  fake = await startFake({ pace: 'look' })
  shop = openProject(fake.endpoint, { 'project.yaml': project })
})
afterAll(async () => {
  shop?.close()
  await fake?.close()
})
beforeEach(() => {
  fake.reset()
  // A bucket is there as soon as something lies in it.
  fake.object('project-utils-000000000000-us-east-1', 'there', '')
  shop.write({ 'data.yaml': data(), 'app.yaml': app() })
})

const project = `project: shop
defaults: { region: us-east-1 }
environments: { local: { target: local } }
stacks:
  data: { template: data.yaml }
  app: { template: app.yaml, parameters: { Table: "\${outputs.data.TableName}" } }
`

const data = (key = 'pk'): string => `
Resources:
  Reports:
    Type: AWS::DynamoDB::Table
    UpdateReplacePolicy: Retain
    Properties:
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions: [{ AttributeName: ${key}, AttributeType: S }]
      KeySchema: [{ AttributeName: ${key}, KeyType: HASH }]
Outputs:
  TableName: { Value: !Ref Reports }
`

const app = (seconds = 30, actions = '"dynamodb:GetItem"'): string => `
Parameters: { Table: { Type: String } }
Resources:
  Jobs: { Type: AWS::SQS::Queue, Properties: { VisibilityTimeout: ${seconds} } }
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: { Statement: [{ Effect: Allow, Principal: { Service: lambda.amazonaws.com }, Action: "sts:AssumeRole" }] }
      Policies:
        - PolicyName: read
          PolicyDocument: { Statement: [{ Effect: Allow, Action: [${actions}], Resource: !Sub "arn:aws:dynamodb:*:*:table/\${Table}" }] }
`

interface Ran {
  readonly envelope: Envelope
  readonly calls: readonly string[]
}

/** Runs a command as one document; and what it asked of CloudFormation. */
async function run(...args: readonly string[]): Promise<Ran> {
  const start = fake.calls.length
  const envelope: Envelope = await shop.json(...args)
  const calls = fake.calls.slice(start).filter(({ service }) => service === 'cloudformation')
  return { envelope, calls: calls.map(({ operation }) => operation) }
}

function planOf({ envelope }: Ran): Plan {
  expect(envelope.problems).toEqual([])
  return (envelope.data as unknown as { readonly plan: Plan }).plan
}

/** Everything in the account but its calls. */
const left = (): object => ['shop-local-data', 'shop-local-app'].map((name) => fake.stack(name)?.status ?? null)

const deploy = (...args: readonly string[]): Promise<Ran> => run('deploy', '--yes', ...args)

describe('project-cfn plan', () => {
  test('of stacks that do not exist makes no change set, and leaves nothing behind', async () => {
    const ran = await run('plan')
    const { steps } = planOf(ran)
    expect(steps.map(({ id, action, needs }) => [id, action, needs])).toEqual([
      ['stack.data', 'create', []],
      ['stack.app', 'create', ['stack.data']],
    ])
    expect(steps[1]?.why).toBe('it takes outputs of data, which are known only afterwards')
    expect(ran.envelope).toMatchObject({ command: 'cfn plan', dryRun: true, exitCode: 0 })
    expect(ran.calls).toEqual(['DescribeStacks', 'DescribeStacks'])
    expect(left()).toEqual([null, null])
  })

  test('of stacks that are as recorded asks for each once, and says so', async () => {
    expect((await deploy()).envelope.problems).toEqual([])
    const { envelope, calls } = await run('diff', '--detailed-exitcode')
    expect(envelope).toMatchObject({ ok: true, exitCode: 0, data: { outcome: 'nothing to do' } })
    expect(calls).toEqual(['DescribeStacks', 'DescribeStacks'])
  })

  test('tells who causes a replacement, values and widened rights, and removes its change set', async () => {
    await deploy()
    shop.write({ 'data.yaml': data('id') })
    shop.write({ 'app.yaml': app(45, '"dynamodb:GetItem", "dynamodb:PutItem"') })
    const before = left()
    const ran = await run('plan', '--detailed-exitcode')
    const { steps } = planOf(ran)
    expect(ran.envelope.exitCode).toBe(3)
    expect(steps[0]?.changes).toContainEqual(
      expect.objectContaining({
        subject: 'Reports',
        action: 'replace',
        path: 'KeySchema[0].AttributeName',
        before: 'pk',
        after: 'id',
        reason: expect.stringMatching(
          /^is replaced because its .*KeySchema.* changes?; the old one stays in the account$/,
        ),
      }),
    )
    expect(steps[0]?.risks).toMatchObject([{ kind: 'replacement', subject: 'Reports' }])
    expect(steps[1]?.risks).toMatchObject([
      {
        kind: 'widened-access',
        message: expect.stringMatching(/gives more rights: allows dynamodb:PutItem on arn:aws:/),
      },
    ])
    const made = ran.calls.filter((one) => one === 'CreateChangeSet')
    const removed = ran.calls.filter((one) => one === 'DeleteChangeSet')
    expect([made, removed]).toEqual([['CreateChangeSet'], ['DeleteChangeSet']])
    expect(ran.calls.filter((one) => /^(Execute|Update|Delete(?!ChangeSet)|Set|Cancel)/.test(one))).toEqual([])
    expect(left()).toEqual(before)
  })

  test("says what the stack's own policy forbids, and what others import", async () => {
    shop.write({ 'data.yaml': `${data()}  Name: { Value: !Ref Reports, Export: { Name: table-name } }\n` })
    await deploy('data')
    const policy =
      '{"Statement":[{"Effect":"Deny","Action":"Update:Replace","Principal":"*","Resource":"*"},{"Effect":"Allow","Action":"Update:*","Principal":"*","Resource":"*"}]}'
    const stack = fake.stack('shop-local-data')
    if (stack === undefined) throw new Error('it was not made')
    Object.assign(stack, { policy })
    fake.seed({
      name: 'importer',
      status: 'CREATE_COMPLETE',
      template: 'Resources: { A: { Type: AWS::SNS::Topic, Properties: { DisplayName: !ImportValue table-name } } }',
    } as never)
    shop.write({ 'data.yaml': data('id') })
    const { refusals } = planOf(await run('plan', 'data'))
    expect(refusals.map(({ code }) => code).toSorted()).toEqual(['CFN_EXPORT_IN_USE', 'CFN_STACK_POLICY'])
  })

  test('opens nested stacks: by their templates in a preview, by their change sets where those are kept', async () => {
    const nested = (seconds: number): Readonly<Record<string, string>> => ({
      'nest.project.yaml': project.replace(/stacks:[\s\S]*/, 'stacks: { nest: { template: nest.yaml } }\n'),
      'nest.yaml': `Resources: { Child: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: child.yaml } } }\n`,
      'child.yaml': `Resources: { Inner: { Type: AWS::SQS::Queue, Properties: { VisibilityTimeout: ${seconds} } } }\n`,
    })
    const config = ['--config', 'nest.project.yaml']
    shop.write(nested(30))
    expect((await deploy(...config)).envelope.problems).toEqual([])
    shop.write(nested(60))
    const inner = { subject: 'Child/Inner', action: 'modify', path: 'VisibilityTimeout', before: '30', after: '60' }
    const preview = await run('plan', ...config)
    expect(preview.calls.filter((one) => one.endsWith('ChangeSet'))).toEqual([])
    expect(planOf(preview).steps[0]?.changes).toContainEqual(expect.objectContaining(inner))
    const kept = await run('plan', '--out', 'nest.plan', ...config)
    expect(kept.calls.filter((one) => one === 'CreateChangeSet')).toHaveLength(1)
    expect(planOf(kept).steps[0]?.changes).toContainEqual(expect.objectContaining(inner))
    const { envelope } = await deploy('--plan', 'nest.plan', ...config)
    expect(envelope).toMatchObject({ ok: true, problems: [] })
  })

  test('compares with another version of a template without asking anybody', async () => {
    shop.write({ 'old.yaml': data('id') })
    const start = fake.calls.length
    const ran = await run('diff', 'data', '--against', 'old.yaml', '--detailed-exitcode')
    const [step] = planOf(ran).steps
    expect(step?.changes).toContainEqual(
      expect.objectContaining({
        subject: 'Reports',
        action: 'replace',
        reason: 'is replaced because its KeySchema changes',
      }),
    )
    expect(ran.envelope).toMatchObject({ command: 'cfn plan', exitCode: 3 })
    expect(fake.calls.length).toBe(start)
    const unknown = await run('diff', '--against', 'nobody-knows-it')
    expect(unknown.envelope).toMatchObject({ exitCode: 2, problems: [{ code: 'CFN_AGAINST_UNKNOWN' }] })
  })

  test('prints Markdown for a pull request', async () => {
    const { stdout: text } = await shop.run('plan', '--markdown')
    expect(text).toMatch(/^### Plan: cfn shop local/)
    expect(text).toContain('| `+` create | `Reports` | AWS::DynamoDB::Table |')
  })
})

describe('a plan in a file', () => {
  test('is executed later, with the very change set that was reviewed', async () => {
    await deploy()
    shop.write({ 'app.yaml': app(60) })
    const planned = await run('plan', 'app', '--out', 'app.plan')
    const shown = planOf(planned)
    expect(shown.prepared).toMatchObject([{ id: expect.stringMatching(/^plan-/) }])
    const { envelope, calls } = await deploy('--plan', 'app.plan')
    expect(envelope.problems).toEqual([])
    expect(envelope).toMatchObject({ ok: true, data: { outcome: 'succeeded' } })
    expect(calls).not.toContain('CreateChangeSet')
    expect(calls.filter((one) => one === 'ExecuteChangeSet')).toHaveLength(1)
    expect(fake.stack('shop-local-app')?.resources.get('Jobs')?.properties).toMatchObject({ VisibilityTimeout: 60 })
    const again = await deploy('--plan', 'app.plan')
    expect(again.envelope).toMatchObject({ ok: false, exitCode: 4, problems: [{ code: 'CFN_PLAN_MOVED_ON' }] })
  })

  test('creates a stack that did not exist, from the shell that it left', async () => {
    const planned = await run('plan', 'data', '--out', 'data.plan')
    expect(planOf(planned).steps).toHaveLength(1)
    expect(fake.stack('shop-local-data')?.status).toBe('REVIEW_IN_PROGRESS')
    expect((await deploy('--plan', 'data.plan')).envelope).toMatchObject({ ok: true })
    expect(fake.stack('shop-local-data')?.status).toBe('CREATE_COMPLETE')
  })

  test('is refused, and nothing is executed, where the stack moved on or the file is another', async () => {
    await deploy()
    shop.write({ 'app.yaml': app(60) })
    await run('plan', 'app', '--out', 'app.plan')
    const saved = readFileSync(join(shop.folder, 'app.plan'), 'utf8')
    shop.write({ 'changed.plan': saved.replaceAll('VisibilityTimeout', 'DelaySeconds') })
    const changed = await deploy('--plan', 'changed.plan')
    expect(changed.envelope).toMatchObject({ exitCode: 4, problems: [{ code: 'CFN_PLAN_CHANGED' }] })

    shop.write({ 'app.yaml': app(90) })
    const edited = await deploy('--plan', 'app.plan')
    expect(edited.envelope).toMatchObject({ exitCode: 4, problems: [{ code: 'CFN_PLAN_MOVED_ON' }] })

    await deploy('app')
    const moved = await deploy('--plan', 'app.plan')
    expect(moved.envelope).toMatchObject({ exitCode: 4, problems: [{ code: 'CFN_PLAN_MOVED_ON' }] })
    for (const { calls } of [changed, edited, moved]) expect(calls).not.toContain('ExecuteChangeSet')
    expect(fake.stack('shop-local-app')?.resources.get('Jobs')?.properties).toMatchObject({ VisibilityTimeout: 90 })
  })

  test("leaves other people's change sets alone, and a preview beside it, too", async () => {
    await deploy()
    shop.write({ 'app.yaml': app(60) })
    await run('plan', 'app', '--out', 'one.plan')
    await run('plan', 'app')
    await run('plan', 'app', '--out', 'two.plan')
    expect((await deploy('--plan', 'one.plan')).envelope).toMatchObject({ ok: true })
    const late = await deploy('--plan', 'two.plan')
    expect(late.envelope).toMatchObject({ exitCode: 4, problems: [{ code: 'CFN_PLAN_MOVED_ON' }] })
  })
})
