import { describe, expect, test } from 'vitest'
import { sendChangeSet } from '../change-set/send-change-set.ts'
import { desired, instantly, scripted, stateIn } from '../fixtures.test.fixture.ts'
import { planStack } from '../plan/plan.ts'
import { importsOf, readImports } from './imports.ts'
import { type CreateOrUpdate, stackInput } from './stack-input.ts'

const text = `Resources:
  Reports: { Type: AWS::DynamoDB::Table, DeletionPolicy: Retain, Properties: { TableName: shop-dev-reports } }
  Jobs: { Type: AWS::SQS::Queue, DeletionPolicy: Retain }
  Bare: { Type: AWS::DynamoDB::Table, Properties: { TableName: bare } }
  Path: { Type: AWS::ApiGateway::Resource, DeletionPolicy: Retain, Properties: { RestApiId: a, ParentId: b, PathPart: c } }
`
const stack = desired(text)
type Requests = readonly { readonly logicalId: string; readonly identifier?: string }[]
const asked = (...requests: Requests) => importsOf(requests, stack.template, stack.resolved)
const withImports = (...requests: Requests) => ({ ...stack, imports: asked(...requests) })

describe('what --import names', () => {
  const templates = { app: stack.template, data: desired('Resources: { Reports: { Type: AWS::SQS::Queue } }').template }

  test('is found in the one chosen stack that has it', () => {
    expect(readImports(['Jobs', 'Path=api|x=1'], [{ key: 'data' }, { key: 'app' }], templates)).toEqual([
      { key: 'app', logicalId: 'Jobs' },
      { key: 'app', logicalId: 'Path', identifier: 'api|x=1' },
    ])
  })

  test.each([
    ['Repotrs', [{ key: 'app' }], /chosen stacks \(app\)/, /add it to the template/],
    ['Reports', [{ key: 'app' }, { key: 'data' }], /app and data both/, /deploy app --import Reports/],
  ])('%s is refused in %j', (given, stacks, message, hint) => {
    expect(() => readImports([given], stacks, templates)).toThrow(
      expect.objectContaining({
        code: 'CFN_IMPORT_INVALID',
        message: expect.stringMatching(message),
        hint: expect.stringMatching(hint),
      }),
    )
  })
})

describe('how a resource is taken over', () => {
  test('by its fixed name, or by what identifies its type', () => {
    expect(asked({ logicalId: 'Reports' })).toEqual({ byName: ['Reports'], byIdentifier: [] })
    expect(asked({ logicalId: 'Jobs', identifier: 'https://q' }, { logicalId: 'Path', identifier: 'api|one' })).toEqual(
      {
        byName: [],
        byIdentifier: [
          { logicalId: 'Jobs', type: 'AWS::SQS::Queue', identifier: { QueueUrl: 'https://q' } },
          { logicalId: 'Path', type: 'AWS::ApiGateway::Resource', identifier: { RestApiId: 'api', ResourceId: 'one' } },
        ],
      },
    )
  })

  test.each([
    [{ logicalId: 'Jobs' }, /no fixed name/, /--import Jobs=QueueUrl/, 3],
    [{ logicalId: 'Bare' }, /no DeletionPolicy that keeps it/, /DeletionPolicy: Retain/, 4],
    [{ logicalId: 'Bare', identifier: 'bare' }, /no DeletionPolicy that keeps it/, /DeletionPolicy: Retain/, 4],
    [{ logicalId: 'Path', identifier: 'api' }, /RestApiId and ResourceId/, /--import Path=RestApiId\|ResourceId/, 5],
  ])('%j is refused with its line', (request, message, hint, line) => {
    expect(() => asked(request)).toThrow(
      expect.objectContaining({
        code: 'CFN_IMPORT_INVALID',
        message: expect.stringMatching(message),
        hint: expect.stringMatching(hint),
        where: expect.objectContaining({ file: 'app.yaml', line }),
      }),
    )
  })

  test.each<[string, Requests, object]>([
    ['by name', [{ logicalId: 'Reports' }], { ChangeSetType: 'UPDATE', ImportExistingResources: true }],
    [
      'by identifier',
      [{ logicalId: 'Jobs', identifier: 'https://q' }],
      { ChangeSetType: 'IMPORT', ResourcesToImport: [expect.objectContaining({ LogicalResourceId: 'Jobs' })] },
    ],
  ])('%s CloudFormation is told so', async (_, requests, sent) => {
    const input = stackInput(withImports(...requests), stateIn('CREATE_COMPLETE'), 'update') as CreateOrUpdate
    const { client, asked: calls } = scripted({ CreateChangeSet: [{ Id: 'id', StackId: 'arn' }] })
    await sendChangeSet(client, input, { name: 'release-1', nested: false, pace: instantly })
    expect(calls[0]?.input).toMatchObject(sent)
    expect(Object.hasOwn(calls[0]?.input ?? {}, 'ImportExistingResources')).toBe('ImportExistingResources' in sent)
  })
})

describe('the plan of an import', () => {
  const named = (logicalId: string) => ({ logicalId, type: 'AWS::DynamoDB::Table', name: 'x' })

  test('refuses what exists only where nobody asked for it, and tells what is taken over', () => {
    const looked = { existing: [named('Reports'), named('Bare')], unlooked: [] }
    const plan = planStack({ desired: withImports({ logicalId: 'Reports' }), state: stateIn('ABSENT'), looked })
    expect(plan.refusals).toMatchObject([{ code: 'CFN_RESOURCE_EXISTS', where: { resource: 'Bare' } }])
    expect(plan.steps[0]?.changes?.find(({ subject }) => subject === 'Reports')).toMatchObject({
      action: 'modify',
      reason: expect.stringContaining('existing resource is taken'),
    })
  })

  test('refuses to create what was to be taken over', () => {
    const looked = { existing: [], unlooked: [] }
    const wanted = withImports({ logicalId: 'Reports' })
    const refusal = { code: 'CFN_IMPORT_INVALID', message: expect.stringContaining('"shop-dev-reports" was found') }
    expect(planStack({ desired: wanted, state: stateIn('ABSENT'), looked }).refusals).toMatchObject([refusal])
    const changeSet = {
      ...{ id: 'i', name: 'n', stackArn: 'a', risks: [], notes: [], empty: false, madeShell: false },
      type: 'UPDATE',
      changes: [{ subject: 'Reports', action: 'create' }],
    } as const
    expect(planStack({ desired: wanted, state: stateIn('CREATE_COMPLETE'), changeSet }).refusals).toMatchObject([
      refusal,
    ])
  })
})
