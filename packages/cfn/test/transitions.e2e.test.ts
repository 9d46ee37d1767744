/** What a deployment or deletion comes to where CloudFormation takes a way that no emulator takes. */
import type { Program } from '@project-utils/cli'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import type { Script } from '../../../tools/fake-cloudformation/script.ts'
import { openStage, type Stage, type StageAnswer } from '../../../tools/fake-cloudformation/stage.ts'

const name = 'shop-local-app'
const files = {
  'project.yaml':
    'project: shop\nenvironments: { local: { target: local } }\nstacks: { app: { template: app.yaml } }\n',
}

/** Two topics, the second after the first, with what a test adds. */
function template(label: string, more = ''): string {
  return `Resources:
  First: { Type: AWS::SNS::Topic, Properties: { DisplayName: ${label} } }
  Second: { Type: AWS::SNS::Topic, DependsOn: First, Properties: { DisplayName: ${label} } }
${more}`
}
const exported = 'Outputs: { Topic: { Value: !Ref First, Export: { Name: shop-topic } } }\n'
const importer =
  'Resources: { Queue: { Type: AWS::SQS::Queue, Properties: { Tags: [{ Key: topic, Value: !ImportValue shop-topic }] } } }'

let stage: Stage
beforeAll(async () => {
  const place = new URL('../src/commands.ts', import.meta.url).href
  const { commands }: Pick<Program, 'commands'> = await import(/* @vite-ignore */ place)
  stage = await openStage({ program: { bin: 'project-cfn', summary: '', version: '0.0.0', commands }, files })
})
afterEach(() => {
  stage.fake.reset()
  stage.fake.set({ stale: 0, page: 100 })
})
afterAll(() => stage.close())

/** A scene: what is there before, what resources do, what is deployed. */
interface Scene {
  readonly there?: string
  readonly script?: Readonly<Record<string, Script>>
  readonly app?: string
}

async function play({ there, script = {}, app = template('new') }: Scene, ...args: string[]): Promise<StageAnswer> {
  if (there !== undefined) stage.fake.seed({ name, status: 'CREATE_COMPLETE', template: there })
  stage.fake.script(Object.fromEntries(Object.entries(script).map(([id, one]) => [`${name}/${id}`, one])))
  await stage.write('app.yaml', app)
  return await stage.ask(...(args.length === 0 ? ['deploy'] : args))
}

/** The state of the stack once all is at rest. */
function status(): string | undefined {
  stage.fake.tick()
  return stage.fake.stack(name)?.status
}
const messages = ({ envelope }: StageAnswer): string => envelope.problems.map(({ message }) => message).join('\n')

it('a creation that fails is told with its first cause, and not with the sibling that was cancelled', async () => {
  const app = template('new', '  Third: { Type: AWS::SNS::Topic }\n')
  const ended = await play({
    app,
    script: { First: { create: { fail: 'no such thing' } }, Third: { create: { ticks: 9 } } },
  })
  expect([ended.code, status()]).toEqual([1, 'ROLLBACK_COMPLETE'])
  expect(messages(ended)).toContain('First (AWS::SNS::Topic): no such thing')
  expect(messages(ended)).not.toContain('cancelled')
})

it('a failed creation is deleted and made again by the next run', async () => {
  await play({ script: { First: { create: { fail: 'not yet', times: 1 } } } })
  const again = await stage.ask('deploy')
  expect([again.code, status(), again.changing[0]]).toEqual([0, 'CREATE_COMPLETE', 'DeleteStack'])
})

it('a creation whose rollback fails says both causes, the first one first', async () => {
  const ended = await play({ script: { Second: { create: { fail: 'bad' } }, First: { delete: { fail: 'held' } } } })
  expect([ended.code, status()]).toEqual([6, 'ROLLBACK_FAILED'])
  expect(messages(ended)).toMatch(/Second .*: bad; then the rollback failed: First .*: held/)
})

it('an update that fails restores the former state', async () => {
  const ended = await play({ there: template('old'), script: { Second: { update: { fail: 'refused' } } } })
  expect([ended.code, status()]).toEqual([1, 'UPDATE_ROLLBACK_COMPLETE'])
  expect(messages(ended)).toContain('Second (AWS::SNS::Topic): refused')
})

it('an update whose rollback fails names both and the way on', async () => {
  const script = { Second: { update: { fail: 'refused' } }, First: { rollback: { fail: 'stuck' } } }
  const ended = await play({ there: template('old'), script })
  expect([ended.code, status()]).toEqual([6, 'UPDATE_ROLLBACK_FAILED'])
  expect(messages(ended)).toMatch(/Second .*: refused; then the rollback failed: First .*: stuck/)
  expect(ended.envelope.problems[0]?.hint).toContain(`continue-update-rollback --stack-name ${name}`)
})

it('what the clean-up after an update cannot delete is told, though the update is done', async () => {
  const there = template('old', '  Third: { Type: AWS::SNS::Topic }\n')
  const ended = await play({ there, script: { Third: { cleanup: { fail: 'in use' } } } })
  expect([ended.code, status()]).toEqual([0, 'UPDATE_COMPLETE'])
  expect(ended.stderr).toMatch(/the old Third .* could not be deleted: in use/)
})

it('a deletion that fails names what blocks, and goes on when it is run again', async () => {
  const script = { Second: { delete: { fail: 'in use', times: 1 } } }
  const ended = await play({ there: template('old'), script }, 'delete', '--yes')
  expect([ended.code, status()]).toEqual([6, 'DELETE_FAILED'])
  expect(messages(ended)).toContain('Second (AWS::SNS::Topic): in use')
  const again = await stage.ask('delete', '--yes')
  expect([again.code, status()]).toEqual([0, undefined])
})

it('a stack whose export another imports is not deleted, and an import that is missing is told', async () => {
  stage.fake.seed({ name, status: 'CREATE_COMPLETE', template: template('old', exported) })
  stage.fake.seed({ name: 'other', status: 'CREATE_COMPLETE', template: importer })
  const ended = await play({}, 'delete', '--yes')
  expect([ended.code, ended.changing, status()]).toEqual([4, [], 'CREATE_COMPLETE'])
  expect(messages(ended)).toContain('shop-topic is imported by other')
  stage.fake.reset()
  const missing = await play({ app: importer })
  expect([missing.code, status()]).toEqual([1, undefined])
  expect(messages(missing)).toContain('No export named shop-topic found')
})

it.each([
  [
    'a name that is taken',
    { validation: { name: 'NAME_CONFLICT_VALIDATION', reason: 'it exists already' } },
    /First .*exists already/,
  ],
  [
    'a property',
    { validation: { name: 'PROPERTY_VALIDATION', reason: '#/DisplayName: too long' } },
    /First .*#\/DisplayName: too long/,
  ],
])('early validation of %s is told from the operation, and leaves no shell', async (_, script, told) => {
  const ended = await play({ script: { First: script } })
  expect([ended.code, status()]).toEqual([1, undefined])
  expect(messages(ended)).toMatch(told)
})

it('a macro that cannot run is told, and leaves nothing behind', async () => {
  const head =
    'Transform: AWS::Serverless-2016-10-31\nMetadata: { FakeCloudFormation: { transform: no such property } }\n'
  const ended = await play({ app: head + template('new') })
  expect([ended.code, status()]).toEqual([1, undefined])
  expect(messages(ended)).toContain('failed with: no such property')
})

it.each([1, 3, 7])('old answers to %d looks after the start are no end', async (stale) => {
  stage.fake.set({ stale })
  const made = await play({})
  expect([made.code, status()]).toEqual([0, 'CREATE_COMPLETE'])
  const changed = await play({ app: template('other') })
  expect([changed.code, status()]).toEqual([0, 'UPDATE_COMPLETE'])
  const failed = await play({ app: template('third'), script: { First: { update: { fail: 'refused' } } } })
  expect([failed.code, status()]).toEqual([1, 'UPDATE_ROLLBACK_COMPLETE'])
  expect(messages(failed)).toContain('First (AWS::SNS::Topic): refused')
  const gone = await play({}, 'delete', '--yes')
  expect([gone.code, status()]).toEqual([0, undefined])
})

it('events in small pages, with an earlier failure below, give the cause of this operation', async () => {
  stage.fake.set({ page: 3 })
  await play({ there: template('old'), script: { First: { update: { fail: 'an older one' } } } })
  const ended = await play({
    app: template('newer'),
    script: { First: {}, Second: { update: { fail: 'the new one' } } },
  })
  expect(messages(ended)).toContain('Second (AWS::SNS::Topic): the new one')
  expect(messages(ended)).not.toContain('an older one')
})
