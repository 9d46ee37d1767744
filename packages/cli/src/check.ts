import type { Problem } from '@project-utils/contract'
import { nearest } from './nearest.ts'
import type { Command, Flag, Flags, FlagValues, Program } from './program.ts'

/** A flag as it was typed. */
export interface OptionToken {
  readonly name: string
  /** With its dashes. */
  readonly rawName: string
  readonly value: string | undefined
  readonly inlineValue: boolean | undefined
}

interface Checked {
  readonly values: FlagValues
  readonly problems: readonly Problem[]
}

/** Turns typed flags into values, defaults filled in; each mistake is a problem. */
export function checkFlags(
  program: Program,
  command: Command | undefined,
  options: readonly OptionToken[],
  flags: Flags,
): Checked {
  const problems: Problem[] = []
  const values: Record<string, string | boolean | readonly string[]> = {}
  for (const option of options) {
    const flag = Object.hasOwn(flags, option.name) ? flags[option.name] : undefined
    const problem =
      flag === undefined ? unknownFlag(program, command, option, flags) : wrongValue(option, flag, values[option.name])
    if (problem !== undefined) problems.push(problem)
    else if (flag?.type === 'boolean') values[option.name] = true
    else if (flag?.multiple === true) values[option.name] = [...many(values[option.name]), option.value ?? '']
    else values[option.name] = option.value ?? ''
  }
  problems.push(...conflicts(values))
  for (const [name, flag] of Object.entries(flags)) {
    if (flag.default !== undefined) values[name] ??= flag.default
  }
  if (values['json'] === true) values['output'] = 'json'
  return { values, problems }
}

/** Tells which arguments are missing, empty or too many. */
export function checkArguments(program: Program, command: Command, given: readonly string[]): readonly Problem[] {
  const expected = command.arguments ?? []
  const hint = `see: ${program.bin} ${command.name} --help`
  const missing = expected
    .filter((argument, index) => argument.required === true && (given[index] ?? '') === '')
    .map((argument): Problem => {
      return {
        code: 'CLI_MISSING_ARGUMENT',
        message: `"${command.name}" needs <${argument.name}>: ${argument.summary}`,
        hint,
      }
    })
  if (expected.at(-1)?.multiple === true) return missing
  const extra = given.slice(expected.length).map(
    (word): Problem => ({
      code: 'CLI_EXTRA_ARGUMENT',
      message: `"${command.name}" takes no argument "${word}"`,
      hint,
    }),
  )
  return [...missing, ...extra]
}

function unknownFlag(program: Program, command: Command | undefined, option: OptionToken, flags: Flags): Problem {
  const { rawName } = option
  const owners = program.commands.filter((other) => Object.hasOwn(other.flags, option.name)).map((other) => other.name)
  const meant = rawName.startsWith('--') ? nearest(option.name, Object.keys(flags)) : undefined
  const help = `see: ${program.bin} ${command === undefined ? '' : `${command.name} `}--help`
  const of = command === undefined ? '' : ` for "${command.name}"`
  return {
    code: 'CLI_UNKNOWN_FLAG',
    message: `unknown flag ${rawName}${of}`,
    hint:
      meant !== undefined
        ? `did you mean --${meant}?`
        : owners.length > 0
          ? `it belongs to: ${owners.map((owner) => `${program.bin} ${owner}`).join(', ')}`
          : help,
  }
}

function wrongValue(option: OptionToken, flag: Flag, before: unknown): Problem | undefined {
  const { rawName, value } = option
  const wrong = (message: string, hint: string): Problem => ({ code: 'CLI_FLAG_VALUE', message, hint })
  if (flag.type === 'boolean') {
    return value === undefined
      ? undefined
      : wrong(`${rawName} takes no value`, `write ${rawName} alone, or leave it out`)
  }
  const placeholder = flag.choices?.join('|') ?? flag.value ?? 'VALUE'
  if (value === undefined || value === '') return wrong(`${rawName} needs a value`, `write ${rawName} ${placeholder}`)
  if (option.inlineValue !== true && value.length > 1 && value.startsWith('-')) {
    return wrong(
      `${rawName} needs a value, but ${value} follows`,
      `write ${rawName} ${placeholder}, or ${rawName}=${value} if it is meant`,
    )
  }
  if (flag.choices !== undefined && !flag.choices.includes(value)) {
    const meant = nearest(value, flag.choices)
    const hint = meant === undefined ? `one of: ${flag.choices.join(', ')}` : `did you mean ${rawName} ${meant}?`
    return wrong(`${rawName} does not take "${value}"`, hint)
  }
  if (flag.multiple !== true && before !== undefined && before !== value) {
    return {
      code: 'CLI_FLAG_TWICE',
      message: `${rawName} was given twice, as "${before}" and as "${value}"`,
      hint: 'give it once',
    }
  }
  return undefined
}

function conflicts(values: FlagValues): readonly Problem[] {
  const problems: Problem[] = []
  const conflict = (message: string, hint: string): void =>
    void problems.push({ code: 'CLI_FLAG_CONFLICT', message, hint })
  const output = values['output']
  if (values['json'] === true && output !== undefined && output !== 'json') {
    conflict(`--json and --output ${output} contradict each other`, 'give one of them')
  }
  if (values['quiet'] === true && values['verbose'] === true) {
    conflict('--quiet and --verbose contradict each other', 'give one of them')
  }
  return problems
}

function many(value: string | boolean | readonly string[] | undefined): readonly string[] {
  return Array.isArray(value) ? value : []
}
