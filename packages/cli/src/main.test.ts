import { type Envelope, type ErrorTable, type Json, ProjectError } from '@project-utils/contract'
import { ask } from '@project-utils/run'
import { expect, it, vi } from 'vitest'
import { main } from './main.ts'
import type { Command, Invocation, Program } from './program.ts'
import { type TestHost, testHost } from './test-host.test.fixture.ts'

const errors: ErrorTable = { SHIP_SUNK: { exit: 6, meaning: 'The ship has sunk.' } }

type Run = (invocation: Invocation) => Promise<Envelope>

function command(name: string, run: Run, shape: Command['shape'] = 'question'): Command {
  return {
    name,
    summary: `runs ${name}`,
    shape,
    flags: { yes: { type: 'boolean', summary: 'approve' } },
    examples: [{ command: `project-ship ${name}`, what: 'runs it' }],
    load: async () => ({ run, errors: [errors] }),
  }
}

/** A question with one step, answered with data. */
function answering(data: Json, exitCode?: 1): Run {
  return (invocation) =>
    ask(
      {
        command: invocation.title,
        scopes: [],
        ask: async ({ emit }) => {
          emit({ type: 'step', id: 'look', title: 'Look around', state: 'started' })
          emit({ type: 'step', id: 'look', title: 'Look around', state: 'ended', outcome: 'done', ms: 5 })
          return { data, ...(exitCode === undefined ? {} : { exitCode }) }
        },
      },
      invocation.options([]),
    )
}

const throwing =
  (error: unknown): Run =>
  async () => {
    throw error
  }
const sunk = new ProjectError('SHIP_SUNK', 'the ship "Ada" has sunk', { hint: 'run: project-ship raise' })

/** Waits for the first signal, as a deployment that settles does. */
const settling: Run = (invocation) =>
  ask(
    {
      command: invocation.title,
      scopes: [],
      ask: async ({ signal, emit }) => {
        emit({ type: 'step', id: 'sail', title: 'Sail', state: 'started' })
        await new Promise((resolve) => signal.addEventListener('abort', resolve))
        return { data: null }
      },
    },
    invocation.options([]),
  )

/** Never ends, whatever is signalled. */
const stubborn: Run = (invocation) =>
  ask(
    {
      command: invocation.title,
      scopes: [],
      ask: async ({ emit }) => {
        emit({ type: 'step', id: 'sail', title: 'Sail round the world', state: 'started' })
        return await new Promise(() => {})
      },
    },
    invocation.options([]),
  )

const rows: Run = (invocation) =>
  ask(
    {
      command: invocation.title,
      scopes: [],
      endless: true,
      ask: async ({ emit, signal }) => {
        emit({ type: 'row', data: 'first line' })
        emit({ type: 'row', data: 'second line' })
        await new Promise((resolve) => signal.addEventListener('abort', resolve))
        return { data: null }
      },
    },
    invocation.options([]),
  )

const program: Program = {
  bin: 'project-ship',
  summary: 'ships things',
  version: '1.2.3',
  commands: [
    command('look', answering({ ships: 3 })),
    command('check', answering({ ships: 0 }, 1)),
    command('sink', throwing(sunk)),
    command('crash', throwing(new TypeError('x is not a function'))),
    command('sail', settling, 'act'),
    command('stay', stubborn, 'act'),
    command('tail', rows, 'endless'),
  ],
}

async function run(line: string, environment: Readonly<Record<string, string>> = {}): Promise<TestHost> {
  const host = testHost({ argv: line.split(' '), environment })
  await main(program, host)
  return host
}

const documents = (text: string): readonly Record<string, unknown>[] =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))

it('prints the version alone', async () => {
  const host = await run('--version')
  expect([host.out(), host.error(), host.exitCode()]).toEqual(['1.2.3\n', '', 0])
})

it('prints the result on stdout and progress, a line each, on stderr', async () => {
  const host = await run('look')
  expect(host.exitCode()).toBe(0)
  expect(host.out()).toContain('"ships": 3')
  expect(host.error()).toBe('Look around ...\nLook around: done\n')
})

it('prints nothing on success with --quiet, and still what failed', async () => {
  const done = await run('look --quiet')
  expect([done.out(), done.error(), done.exitCode()]).toEqual(['', '', 0])
  const failed = await run('sink --quiet')
  expect(failed.error()).toContain('has sunk')
})

it.each([
  ['look --json', 0, true, []],
  ['check --json', 1, false, []],
  ['sink --json', 6, false, ['SHIP_SUNK']],
  ['crash --json', 70, false, ['CLI_BUG']],
  ['look --json --yse', 2, false, ['CLI_UNKNOWN_FLAG']],
  ['tail --json', 2, false, ['CLI_ENDLESS_JSON']],
  ['lok --json', 2, false, ['CLI_UNKNOWN_COMMAND']],
  ['--version --json', 0, true, []],
  ['look --help --json', 0, true, []],
])('prints exactly one envelope for %s', async (line, exitCode, ok, codes) => {
  const host = await run(line)
  const envelope = JSON.parse(host.out())
  expect(host.out().trimEnd().split('\n')).toHaveLength(1)
  expect(envelope).toMatchObject({ v: 1, exitCode, ok })
  expect(envelope.problems.map((problem: { code: string }) => problem.code)).toEqual(codes)
  expect(host.exitCode()).toBe(exitCode)
})

it.each([
  ['look', ['hello', 'step', 'step', 'result'], 0],
  ['sink', ['hello', 'result'], 6],
  ['crash', ['hello', 'result'], 70],
  ['look --yse', ['hello', 'result'], 2],
  ['lok', ['hello', 'result'], 2],
])('streams hello first and one result last for %s', async (line, types, exitCode) => {
  const host = await run(`${line} --output ndjson`)
  const events = documents(host.out())
  expect(events.map((event) => event['type'])).toEqual(types)
  expect(events.map((event) => event['seq'])).toEqual(types.map((_, index) => index))
  expect(new Set(events.map((event) => event['run'])).size).toBe(1)
  expect(events.every((event) => event['v'] === 1)).toBe(true)
  expect(events.at(-1)).toMatchObject({ result: { exitCode } })
})

it('tells a bug from a refusal: only the bug prints its stack', async () => {
  const refused = await run('sink')
  expect(refused.error()).toContain('the ship "Ada" has sunk')
  expect(refused.error()).toContain('run: project-ship raise')
  expect(refused.error()).not.toMatch(/^\s+at /m)
  const crashed = await run('crash')
  expect(crashed.error()).toContain('this is a bug in project-utils, please report')
  expect(crashed.error()).toMatch(/TypeError: x is not a function\n\s+at /)
  expect([refused.exitCode(), crashed.exitCode(), refused.out(), crashed.out()]).toEqual([6, 70, '', ''])
})

it('prints the cause of a refusal with --verbose', async () => {
  const wrapped = new ProjectError('SHIP_SUNK', 'sunk', { cause: new Error('a leak below') })
  const leaking = { ...program, commands: [command('leak', throwing(wrapped))] }
  const [plain, verbose] = [testHost({ argv: ['leak'] }), testHost({ argv: ['leak', '--verbose'] })]
  await main(leaking, plain)
  await main(leaking, verbose)
  expect(plain.error()).not.toContain('a leak below')
  expect(verbose.error()).toContain('caused by: Error: a leak below')
})

it('masks secrets in what it says itself', async () => {
  const telling = command('tell', async ({ masker }) => {
    masker.add('s3cr3t-value')
    throw new ProjectError('SHIP_SUNK', 'the key s3cr3t-value does not fit')
  })
  const [text, json] = [testHost({ argv: ['tell'] }), testHost({ argv: ['tell', '--json'] })]
  await main({ ...program, commands: [telling] }, text)
  await main({ ...program, commands: [telling] }, json)
  expect(text.error()).toContain('does not fit')
  expect(text.error() + json.out() + json.error()).not.toContain('s3cr3t')
})

it.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 143],
])('settles on the first %s and takes its listeners away', async (signal, exitCode) => {
  const host = testHost({ argv: ['sail', '--json'] })
  const done = main(program, host)
  await vi.waitFor(() => expect(host.error()).toContain('Sail ...'))
  host.send(signal)
  await done
  expect(JSON.parse(host.out())).toMatchObject({ ok: false, exitCode })
  expect([host.exitCode(), host.left, host.listeners()]).toEqual([exitCode, [], 0])
  expect(host.error()).toContain('press Ctrl-C again')
})

it.each(['json', 'ndjson', 'text'])('leaves at once on a second signal, with a whole %s result', async (form) => {
  const host = testHost({ argv: ['stay', '--output', form] })
  const done = main(program, host)
  await vi.waitFor(() => expect(host.error()).toContain('Sail round the world ...'))
  host.send('SIGINT')
  host.send('SIGTERM')
  await done
  expect(host.left).toEqual([130])
  expect(host.error()).toContain('under way: Sail round the world')
  if (form === 'json') expect(JSON.parse(host.out())).toMatchObject({ problems: [{ code: 'CLI_INTERRUPTED' }] })
  if (form === 'ndjson')
    expect(documents(host.out()).map((event) => event['type'])).toEqual(['hello', 'step', 'result'])
  if (form === 'text') expect(host.out()).toBe('')
})

it('takes the copy of a Ctrl-C that npm sends for the same one', async () => {
  const host = testHost({ argv: ['sail', '--json'] })
  const done = main(program, host)
  await vi.waitFor(() => expect(host.error()).toContain('Sail ...'))
  host.send('SIGINT')
  host.send('SIGINT')
  await done
  expect([host.left, host.exitCode()]).toEqual([[], 130])
})

it('says what is known when an error was caught by nobody', async () => {
  const host = testHost({ argv: ['stay', '--json'] })
  const done = main(program, host)
  await vi.waitFor(() => expect(host.error()).toContain('Sail round'))
  host.send('uncaughtException', new Error('from a timer'))
  await done
  expect(host.left).toEqual([70])
  expect(JSON.parse(host.out())).toMatchObject({ exitCode: 70, problems: [{ code: 'CLI_BUG' }] })
  expect(host.error()).toMatch(/Error: from a timer\n\s+at /)
})

it('does not end silently when a command stops without coming to an end', async () => {
  const host = testHost({ argv: ['stay', '--json'] })
  const done = main(program, host)
  await vi.waitFor(() => expect(host.error()).toContain('Sail round'))
  host.send('beforeExit')
  await done
  expect([host.left, JSON.parse(host.out()).exitCode]).toEqual([[70], 70])
})

it('prints the rows of an endless question as they come, and nothing more when it is ended', async () => {
  const host = testHost({ argv: ['tail'] })
  const done = main(program, host)
  await vi.waitFor(() => expect(host.out()).toContain('second'))
  host.send('SIGINT')
  await done
  expect([host.out(), host.exitCode()]).toEqual(['first line\nsecond line\n', 0])
})

it('settles quietly when the reader of stdout goes away', async () => {
  const host = testHost({ argv: ['sail'] })
  const done = main(program, host)
  await vi.waitFor(() => expect(host.error()).toContain('Sail ...'))
  host.stdout.emit('error', Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }))
  await done
  expect([host.exitCode(), host.left]).toEqual([130, []])
  expect(host.error()).not.toContain('settling')
})

it('takes a Ctrl-C after the reader went away for the first', async () => {
  const host = testHost({ argv: ['stay'] })
  const done = main(program, host)
  await vi.waitFor(() => expect(host.error()).toContain('Sail round'))
  host.stdout.emit('error', Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }))
  host.send('SIGINT')
  expect(host.left).toEqual([])
  host.send('SIGTERM')
  await done
  expect(host.left).toHaveLength(1)
})

it('runs what was to be done at the end, though one part of it fails', async () => {
  const ended: string[] = []
  const ending = command('end', async (invocation) => {
    invocation.atEnd(() => {
      throw new Error('disk full')
    })
    invocation.atEnd(() => void ended.push('second'))
    return await answering({})(invocation)
  })
  const host = testHost({ argv: ['end'] })
  await main({ ...program, commands: [ending] }, host)
  expect([ended, host.exitCode()]).toEqual([['second'], 0])
  expect(host.error()).toContain('warning: disk full')
})
