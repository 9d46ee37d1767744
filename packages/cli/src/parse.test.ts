import { describe, expect, it } from 'vitest'
import { actFlags, commonFlags, questionFlags } from './flags.ts'
import { parseCommandLine } from './parse.ts'
import type { Command, Program } from './program.ts'

const load = async (): Promise<never> => {
  throw new Error('never loaded here')
}
const examples = [{ command: 'project-ship send --env dev', what: 'sends' }]

const commands: readonly Command[] = [
  { name: 'send', summary: 'sends', shape: 'act', flags: actFlags, examples, load },
  { name: 'status', summary: 'tells', shape: 'question', flags: questionFlags, examples, load },
  { name: 'watch', summary: 'follows', shape: 'endless', flags: questionFlags, examples, load },
  {
    name: 'health',
    summary: 'looks',
    shape: 'question',
    endlessWith: 'follow',
    flags: { follow: { type: 'boolean', summary: 'goes on' } },
    examples,
    load,
  },
  {
    name: 'lock break',
    summary: 'breaks a lock',
    shape: 'act',
    arguments: [{ name: 'run', summary: 'the run that holds it', required: true }],
    flags: actFlags,
    examples,
    load,
  },
  { name: 'lock show', summary: 'shows a lock', shape: 'question', flags: {}, examples, load },
  {
    name: 'pack',
    aliases: ['bundle'],
    summary: 'packs files',
    shape: 'question',
    arguments: [{ name: 'file', summary: 'what to pack', multiple: true }],
    flags: { level: { type: 'string', choices: ['low', 'high'], default: 'low', summary: 'how hard' } },
    examples,
    load,
  },
]
const program: Program = { bin: 'project-ship', summary: 'ships', version: '1.2.3', commands, default: 'send' }
const strict: Program = { ...program, default: undefined } as unknown as Program

interface Bad {
  readonly line: string
  readonly problems: readonly (readonly [code: string, message: string, hint: string])[]
  readonly of?: Program
}

const unknownFlag = 'CLI_UNKNOWN_FLAG'
const value = 'CLI_FLAG_VALUE'
const seeHelp = 'see: project-ship --help'

const bad: readonly Bad[] = [
  {
    line: 'stauts',
    problems: [['CLI_UNKNOWN_COMMAND', 'unknown command "stauts"', 'did you mean "project-ship status"?']],
  },
  { line: 'sned', problems: [['CLI_UNKNOWN_COMMAND', 'unknown command "sned"', 'did you mean "project-ship send"?']] },
  { line: 'dance', problems: [['CLI_UNKNOWN_COMMAND', 'unknown command "dance"', seeHelp]] },
  {
    line: 'Status',
    problems: [['CLI_UNKNOWN_COMMAND', 'unknown command "Status"', 'did you mean "project-ship status"?']],
  },
  { line: 'lock', problems: [['CLI_UNKNOWN_COMMAND', 'unknown command "lock"', 'one of: lock break, lock show']] },
  {
    line: 'lock brek',
    problems: [['CLI_UNKNOWN_COMMAND', 'unknown command "lock brek"', 'did you mean "project-ship lock break"?']],
  },
  { line: '', of: strict, problems: [['CLI_NO_COMMAND', 'no command was given', seeHelp]] },
  { line: '--env dev', of: strict, problems: [['CLI_NO_COMMAND', 'no command was given', seeHelp]] },
  { line: 'help dance', problems: [['CLI_UNKNOWN_COMMAND', 'unknown command "dance"', seeHelp]] },
  { line: 'dance --help', problems: [['CLI_UNKNOWN_COMMAND', 'unknown command "dance"', seeHelp]] },
  {
    line: 'status --regoin x',
    problems: [[unknownFlag, 'unknown flag --regoin for "status"', 'did you mean --region?']],
  },
  {
    line: 'status --regoin=x',
    problems: [[unknownFlag, 'unknown flag --regoin for "status"', 'did you mean --region?']],
  },
  { line: '--jsn', problems: [[unknownFlag, 'unknown flag --jsn for "send"', 'did you mean --json?']] },
  {
    line: 'status --frobnicate',
    problems: [[unknownFlag, 'unknown flag --frobnicate for "status"', 'see: project-ship status --help']],
  },
  {
    line: 'status --yes',
    problems: [
      [unknownFlag, 'unknown flag --yes for "status"', 'it belongs to: project-ship send, project-ship lock break'],
    ],
  },
  { line: 'status -z', problems: [[unknownFlag, 'unknown flag -z for "status"', 'see: project-ship status --help']] },
  { line: 'status -qz', problems: [[unknownFlag, 'unknown flag -z for "status"', 'see: project-ship status --help']] },
  {
    line: 'status --__proto__',
    problems: [[unknownFlag, 'unknown flag --__proto__ for "status"', 'see: project-ship status --help']],
  },
  {
    line: 'status --constructor',
    problems: [[unknownFlag, 'unknown flag --constructor for "status"', 'see: project-ship status --help']],
  },
  { line: 'status --env', problems: [[value, '--env needs a value', 'write --env NAME']] },
  { line: 'status --env=', problems: [[value, '--env needs a value', 'write --env NAME']] },
  { line: 'status -e', problems: [[value, '-e needs a value', 'write -e NAME']] },
  {
    line: 'status --env --json',
    problems: [[value, '--env needs a value, but --json follows', 'write --env NAME, or --env=--json if it is meant']],
  },
  { line: 'status --json=yes', problems: [[value, '--json takes no value', 'write --json alone, or leave it out']] },
  { line: 'status --output xml', problems: [[value, '--output does not take "xml"', 'one of: text, json, ndjson']] },
  {
    line: 'status --output ndjosn',
    problems: [[value, '--output does not take "ndjosn"', 'did you mean --output ndjson?']],
  },
  { line: 'status --target cloud', problems: [[value, '--target does not take "cloud"', 'one of: local']] },
  { line: 'pack --level hihg', problems: [[value, '--level does not take "hihg"', 'did you mean --level high?']] },
  {
    line: 'status --env dev --env prod',
    problems: [['CLI_FLAG_TWICE', '--env was given twice, as "dev" and as "prod"', 'give it once']],
  },
  {
    line: 'status --json --output ndjson',
    problems: [['CLI_FLAG_CONFLICT', '--json and --output ndjson contradict each other', 'give one of them']],
  },
  {
    line: 'status --output text --json',
    problems: [['CLI_FLAG_CONFLICT', '--json and --output text contradict each other', 'give one of them']],
  },
  {
    line: 'status --quiet --verbose',
    problems: [['CLI_FLAG_CONFLICT', '--quiet and --verbose contradict each other', 'give one of them']],
  },
  {
    line: 'watch --json',
    problems: [
      [
        'CLI_ENDLESS_JSON',
        'the rows of "watch" may have no end: they fit into no single JSON document',
        'use --output ndjson',
      ],
    ],
  },
  {
    line: 'health --follow --json',
    problems: [
      [
        'CLI_ENDLESS_JSON',
        'the rows of "health" may have no end: they fit into no single JSON document',
        'use --output ndjson',
      ],
    ],
  },
  {
    line: 'watch --output=json',
    problems: [
      [
        'CLI_ENDLESS_JSON',
        'the rows of "watch" may have no end: they fit into no single JSON document',
        'use --output ndjson',
      ],
    ],
  },
  {
    line: 'lock break',
    problems: [
      [
        'CLI_MISSING_ARGUMENT',
        '"lock break" needs <run>: the run that holds it',
        'see: project-ship lock break --help',
      ],
    ],
  },
  {
    line: 'status now',
    problems: [['CLI_EXTRA_ARGUMENT', '"status" takes no argument "now"', 'see: project-ship status --help']],
  },
  {
    line: 'status -- --json',
    problems: [['CLI_EXTRA_ARGUMENT', '"status" takes no argument "--json"', 'see: project-ship status --help']],
  },
  {
    line: 'status --regoin x --output xml now',
    problems: [
      [unknownFlag, 'unknown flag --regoin for "status"', 'did you mean --region?'],
      [value, '--output does not take "xml"', 'one of: text, json, ndjson'],
      ['CLI_EXTRA_ARGUMENT', '"status" takes no argument "now"', 'see: project-ship status --help'],
    ],
  },
  {
    line: 'stauts --regoin x',
    problems: [
      ['CLI_UNKNOWN_COMMAND', 'unknown command "stauts"', 'did you mean "project-ship status"?'],
      [unknownFlag, 'unknown flag --regoin', 'did you mean --region?'],
    ],
  },
]

describe('a wrong command line', () => {
  it.each(bad)('is refused with its problems: $line', ({ line, problems, of = program }) => {
    const parsed = parseCommandLine(of, line === '' ? [] : line.split(' '))
    expect(parsed).toMatchObject({ kind: 'usage' })
    if (parsed.kind !== 'usage') return
    expect(parsed.problems.map((problem) => [problem.code, problem.message, problem.hint])).toEqual(problems)
  })

  it('keeps the form that was asked for, even where another flag swallows it', () => {
    expect(parseCommandLine(program, ['status', '--env', '--json']).output).toBe('json')
    expect(parseCommandLine(program, ['nothing', '--output', 'ndjson']).output).toBe('ndjson')
    expect(parseCommandLine(program, ['nothing', '--', '--json']).output).toBe('text')
  })
})

describe('a right command line', () => {
  const parse = (line: string): ReturnType<typeof parseCommandLine> => parseCommandLine(program, line.split(' '))

  it('takes the default command where none is named', () => {
    expect(parse('--env dev')).toMatchObject({ kind: 'run', command: { name: 'send' }, flags: { env: 'dev' } })
    expect(parseCommandLine(program, [])).toMatchObject({ kind: 'run', command: { name: 'send' } })
  })

  it('finds a command of several words, after flags as well', () => {
    expect(parse('--env dev lock break r1')).toMatchObject({ command: { name: 'lock break' }, arguments: ['r1'] })
  })

  it('takes an alias for the command, and proposes it where it is nearest', () => {
    expect(parse('bundle a --level high')).toMatchObject({ command: { name: 'pack' }, arguments: ['a'] })
    expect(parse('budnle')).toMatchObject({ problems: [{ hint: 'did you mean "project-ship bundle"?' }] })
  })

  it('collects a flag that may be repeated', () => {
    expect(parse('send --set a=1 --set b=2')).toMatchObject({ flags: { set: ['a=1', 'b=2'] } })
  })

  it('takes a question for an endless one where the flag that makes it so is given', () => {
    expect(parse('health --follow')).toMatchObject({ command: { name: 'health', shape: 'endless' } })
    expect(parse('health --json')).toMatchObject({ command: { name: 'health', shape: 'question' } })
  })

  it('reads short flags, one after the other and with their value', () => {
    expect(parse('send -yv -edev')).toMatchObject({ flags: { yes: true, verbose: true, env: 'dev' } })
  })

  it('fills in defaults and leaves the rest undefined', () => {
    const parsed = parse('pack a b -- --level')
    expect(parsed).toMatchObject({ flags: { level: 'low', output: 'text' }, arguments: ['a', 'b', '--level'] })
    expect(parsed.kind === 'run' && parsed.flags['quiet']).toBeUndefined()
  })

  it('takes --json and --output json for the same', () => {
    expect(parse('status --json')).toMatchObject({ kind: 'run', output: 'json', flags: { output: 'json' } })
    expect(parse('status --output json --json')).toMatchObject({ kind: 'run', output: 'json' })
  })

  it('takes the same value given twice for one', () => {
    expect(parse('status --env dev --env dev')).toMatchObject({ kind: 'run', flags: { env: 'dev' } })
  })

  it('takes a value that looks like a flag after an equals sign', () => {
    expect(parse('status --env=--json')).toMatchObject({ kind: 'run', flags: { env: '--json' }, output: 'text' })
  })

  it.each([
    ['--help', undefined],
    ['-h', undefined],
    ['help', undefined],
    ['help status', 'status'],
    ['status --help', 'status'],
    ['help lock break', 'lock break'],
    ['lock break -h', 'lock break'],
    ['status --regoin x --help', 'status'],
  ])('gives help for %s', (line, name) => {
    const parsed = parse(line)
    expect(parsed.kind).toBe('help')
    expect(parsed.kind === 'help' && parsed.command?.name).toBe(name)
  })

  it('gives the version, and help where both are asked for', () => {
    expect(parse('--version')).toEqual({ kind: 'version', output: 'text' })
    expect(parse('--version --help').kind).toBe('help')
  })
})

describe('a flag that may stand alone', () => {
  const waiting: Program = {
    ...program,
    commands: [
      { name: 'send', summary: 'sends', shape: 'act', flags: { ...actFlags, wait: commonFlags.wait }, examples, load },
    ],
  }
  it.each([
    ['send --wait', '30m'],
    ['send --wait 10m', '10m'],
    ['send --wait=2h', '2h'],
    ['send --wait --env dev', '30m'],
    ['--wait send', '30m'],
    ['send --env dev', undefined],
  ])('%s: %s', (line, wait) => {
    const parsed = parseCommandLine(waiting, line.split(' '))
    expect(parsed).toMatchObject({ kind: 'run' })
    expect(parsed.kind === 'run' && parsed.flags['wait']).toBe(wait)
  })
})
