/**
 * Every state of a stack × every command, on the transition fake: how each ends, which calls it makes, and what is said to
 * come next. What is right comes from CloudFormation's own rules on states, which the fake enforces: a call that a state
 * refuses is refused here too. (`plan.test.ts` holds every plan, whatever else is known, to the same rules.)
 */
import { type StackPresence, stackStatuses } from '@project-utils/cfn'
import type { Program } from '@project-utils/cli'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { openStage, type Stage } from '../../../tools/fake-cloudformation/stage.ts'

/** Topics alone: nothing of them holds data, so no risk stands between a command and what the state decides. */
const template = `Parameters:
  Label: { Type: String, Default: first }
Resources:
  Topic:
    Type: AWS::SNS::Topic
    Properties: { TopicName: !Sub "\${AWS::StackName}-topic", DisplayName: !Ref Label }
  Second:
    Type: AWS::SNS::Topic
Outputs:
  Topic: { Value: !Ref Topic }
`
const files = {
  'project.yaml':
    'project: shop\nenvironments: { local: { target: local } }\nstacks: { app: { template: app.yaml } }\n',
  'app.yaml': template,
}
const name = 'shop-local-app'

/** How a command is to end: its exit code, the calls that change something, and the code of its problem. */
interface End {
  readonly code: number
  readonly calls: readonly string[]
  readonly problem?: string
}

const done = (...calls: readonly string[]): End => ({ code: 0, calls })
const stops = (code: number, problem: string): End => ({ code, calls: [], problem })
const [make, drop, run, remove] = ['CreateChangeSet', 'DeleteChangeSet', 'ExecuteChangeSet', 'DeleteStack'] as const
const protect = 'UpdateTerminationProtection'

/** What a state asks for; the words are those of CloudFormation's user guide on stack states. */
interface Row {
  readonly plan: End
  readonly deploy: End
  readonly delete: End
  /** Calls of `protect on`: none where there is no stack. */
  readonly protect: readonly string[]
  /** What `status` and the refusals say comes next; absent where nothing has to. */
  readonly next?: RegExp
}

const there = { delete: done(remove), protect: [protect] } as const
const none: Row = { plan: done(), deploy: done(make, run), delete: done(), protect: [] }
const shell: Row = { plan: done(), deploy: done(make, run), ...there }
const well: Row = { plan: done(make, drop), deploy: done(make, run), ...there }
const failedCreation: Row = { plan: done(), deploy: done(remove, make, run), ...there, next: /project-cfn deploy app / }
const paused: Row = {
  plan: stops(6, 'CFN_STACK_PAUSED'),
  deploy: stops(6, 'CFN_STACK_PAUSED'),
  ...there,
  next: /aws cloudformation rollback-stack --stack-name shop-local-app /,
}

/** States at rest. */
const atRest: Readonly<Record<string, Row>> = {
  ABSENT: none,
  REVIEW_IN_PROGRESS: shell,
  CREATE_COMPLETE: well,
  CREATE_FAILED: paused,
  ROLLBACK_COMPLETE: failedCreation,
  ROLLBACK_FAILED: failedCreation,
  UPDATE_COMPLETE: well,
  UPDATE_FAILED: paused,
  UPDATE_ROLLBACK_COMPLETE: well,
  UPDATE_ROLLBACK_FAILED: {
    plan: stops(6, 'CFN_ROLLBACK_FAILED'),
    deploy: stops(6, 'CFN_ROLLBACK_FAILED'),
    ...there,
    next: /aws cloudformation continue-update-rollback --stack-name shop-local-app /,
  },
  DELETE_COMPLETE: none,
  DELETE_FAILED: {
    plan: stops(6, 'CFN_DELETE_FAILED'),
    deploy: stops(6, 'CFN_DELETE_FAILED'),
    ...there,
    next: /delete/,
  },
  IMPORT_COMPLETE: well,
  IMPORT_ROLLBACK_COMPLETE: well,
  IMPORT_ROLLBACK_FAILED: {
    plan: stops(6, 'CFN_IMPORT_FAILED'),
    deploy: stops(6, 'CFN_IMPORT_FAILED'),
    ...there,
    next: /events/,
  },
}

/** States in which an operation runs, and those in which it ends where nothing goes wrong. */
const running: Readonly<Record<string, string>> = {
  CREATE_IN_PROGRESS: 'CREATE_COMPLETE',
  ROLLBACK_IN_PROGRESS: 'ROLLBACK_COMPLETE',
  UPDATE_IN_PROGRESS: 'UPDATE_COMPLETE',
  UPDATE_COMPLETE_CLEANUP_IN_PROGRESS: 'UPDATE_COMPLETE',
  UPDATE_ROLLBACK_IN_PROGRESS: 'UPDATE_ROLLBACK_COMPLETE',
  UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS: 'UPDATE_ROLLBACK_COMPLETE',
  DELETE_IN_PROGRESS: 'DELETE_COMPLETE',
  IMPORT_IN_PROGRESS: 'IMPORT_COMPLETE',
  IMPORT_ROLLBACK_IN_PROGRESS: 'IMPORT_ROLLBACK_COMPLETE',
}

const states: readonly StackPresence[] = ['ABSENT', ...stackStatuses]
const restful = states.filter((state) => atRest[state] !== undefined)
const busy = states.filter((state) => running[state] !== undefined)

let stage: Stage
beforeAll(async () => {
  // In this process: the packed program's way through its own process is the same for all states.
  const place = new URL('../src/commands.ts', import.meta.url).href
  const { commands }: Pick<Program, 'commands'> = await import(/* @vite-ignore */ place)
  const program = { bin: 'project-cfn', summary: '', version: '0.0.0', commands }
  stage = await openStage({ program, files })
})
afterEach(() => stage.fake.reset())
afterAll(() => stage.close())

function put(state: StackPresence, goesOn: boolean): void {
  if (state !== 'ABSENT') stage.fake.seed({ name, status: state, template, goesOn })
}

/** Runs a command and holds its end to what the table says. */
async function expectEnd(args: readonly string[], { code, calls, problem }: End): Promise<void> {
  const { envelope, changing, refused, code: ended } = await stage.ask(...args)
  const codes = envelope.problems.map((one) => one.code)
  expect({ code: ended, calls: changing, codes }).toEqual({
    code,
    calls,
    codes: problem === undefined ? [] : [problem],
  })
  expect(refused).toEqual([])
  expect(envelope.exitCode).toBe(code)
}

it('knows every state', () => {
  expect([...restful, ...busy].toSorted()).toEqual([...states].toSorted())
})

describe('in a state at rest', () => {
  it.each(restful)('%s: plan shows what is right and leaves nothing behind', async (state) => {
    put(state, false)
    await expectEnd(['plan'], atRest[state]?.plan ?? done())
    expect(stage.fake.stack(name)?.status).toBe(state === 'ABSENT' || state === 'DELETE_COMPLETE' ? undefined : state)
  })

  it.each(restful)('%s: deploy does what is right', async (state) => {
    put(state, false)
    const row = atRest[state] ?? none
    await expectEnd(['deploy'], row.deploy)
    const ends = row.deploy.code === 0 ? /^(CREATE|UPDATE)_COMPLETE$/ : new RegExp(`^${state}$`)
    expect(stage.fake.stack(name)?.status).toMatch(ends)
  })

  it.each(restful)('%s: delete leaves no stack', async (state) => {
    put(state, false)
    await expectEnd(['delete', '--yes'], atRest[state]?.delete ?? done())
    expect(stage.fake.stack(name)).toBeUndefined()
  })

  it.each(restful)('%s: status says what comes next', async (state) => {
    put(state, false)
    const { next } = atRest[state] ?? none
    const { envelope } = await stage.ask('status')
    if (next === undefined) expect(envelope.next).toBeUndefined()
    else expect(envelope.next?.command).toMatch(next)
  })
})

describe('while an operation runs', () => {
  it.each(busy)('%s: plan says that it waits for nobody', async (state) => {
    put(state, false)
    await expectEnd(['plan'], stops(8, 'CFN_STACK_BUSY'))
  })

  it.each(busy)('%s: deploy watches it to its end and then does what is right', async (state) => {
    put(state, true)
    await expectEnd(['deploy'], atRest[running[state] ?? '']?.deploy ?? done())
  })

  it.each(busy)('%s: delete watches it to its end and then deletes', async (state) => {
    put(state, true)
    await expectEnd(['delete', '--yes'], atRest[running[state] ?? '']?.delete ?? done())
    expect(stage.fake.stack(name)).toBeUndefined()
  })
})

describe('in every state', () => {
  const questions = [['validate'], ['graph'], ['package'], ['status'], ['events'], ['outputs'], ['list']] as const
  it.each(states)('%s: questions are answered and change nothing', async (state) => {
    for (const question of questions) {
      put(state, false)
      const { code, changing, refused, stderr } = await stage.run(...question)
      expect({ question, code, changing, refused }, stderr).toEqual({ question, code: 0, changing: [], refused: [] })
      stage.fake.reset()
    }
  })

  it.each(states)('%s: protection is turned on, and off once somebody says so', async (state) => {
    put(state, false)
    const calls = atRest[state]?.protect ?? (state === 'DELETE_COMPLETE' ? [] : [protect])
    await expectEnd(['protect', 'on'], done(...calls))
    await expectEnd(['protect', 'off', '--yes'], done(...calls))
    expect(stage.fake.stack(name)?.protected ?? false).toBe(false)
  })

  it.each(restful)('%s: a protected stack is not deleted', async (state) => {
    put(state, false)
    const stack = stage.fake.stack(name)
    if (stack !== undefined) stack.protected = true
    await expectEnd(['delete', '--yes'], stack === undefined ? done() : stops(4, 'CFN_STACK_PROTECTED'))
  })
})
