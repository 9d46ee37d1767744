import { parseArgs } from 'node:util'
import type { Problem } from '@project-utils/contract'
import { checkArguments, checkFlags, type OptionToken } from './check.ts'
import { outputFlags } from './flags.ts'
import { nearest } from './nearest.ts'
import type { Command, Flags, FlagValues, OutputForm, Program } from './program.ts'

/** What a person typed, understood: something to do, something to tell, or what is wrong with it. */
export type CommandLine =
  | {
      readonly kind: 'run'
      readonly command: Command
      readonly flags: FlagValues
      readonly arguments: readonly string[]
      readonly output: OutputForm
    }
  | { readonly kind: 'help'; readonly command?: Command; readonly output: OutputForm }
  | { readonly kind: 'version'; readonly output: OutputForm }
  | {
      readonly kind: 'usage'
      readonly command?: Command
      readonly problems: readonly Problem[]
      readonly output: OutputForm
    }

/** Understands a command line; every mistake in it becomes a problem of its own, all at once. */
export function parseCommandLine(program: Program, argv: readonly string[]): CommandLine {
  const output = outputForm(argv)
  const known = allFlags(program)
  const { options, words, rest } = tokenize(argv, known)
  const asks = (name: string): boolean => options.some((option) => option.name === name)

  const wantsHelp = words[0] === 'help' && !program.commands.some((command) => command.name === 'help')
  const spoken = wantsHelp ? words.slice(1) : words
  if (asks('version') && !asks('help') && !wantsHelp) return { kind: 'version', output }
  const found = findCommand(program, spoken, wantsHelp || asks('help'))
  if (wantsHelp || asks('help')) {
    if (found.problem !== undefined) return { kind: 'usage', problems: [found.problem], output }
    return { kind: 'help', ...(found.command === undefined ? {} : { command: found.command }), output }
  }

  const { command } = found
  const checked = checkFlags(program, command, options, command === undefined ? known : flagsOf(command))
  const problems = [...(found.problem === undefined ? [] : [found.problem]), ...checked.problems]
  if (command === undefined) return { kind: 'usage', problems, output }
  const given = [...spoken.slice(found.used), ...rest]
  problems.push(...checkArguments(program, command, given))
  const isEndless = command.endlessWith !== undefined && checked.values[command.endlessWith] === true
  const shape = isEndless ? 'endless' : command.shape
  if (shape === 'endless' && output === 'json') {
    problems.push({
      code: 'CLI_ENDLESS_JSON',
      message: `the rows of "${command.name}" may have no end: they fit into no single JSON document`,
      hint: 'use --output ndjson',
    })
  }
  if (problems.length > 0) return { kind: 'usage', command, problems, output }
  return {
    kind: 'run',
    command: isEndless ? { ...command, shape } : command,
    flags: checked.values,
    arguments: given,
    output,
  }
}

/** The form that was asked for, found even in a command line that is otherwise wrong: its error is printed in it. */
function outputForm(argv: readonly string[]): OutputForm {
  const end = argv.indexOf('--')
  const words = end < 0 ? argv : argv.slice(0, end)
  if (words.includes('--json')) return 'json'
  const values = words.map((word, index) =>
    word === '--output' ? words[index + 1] : word.match(/^--output=(.*)$/)?.[1],
  )
  return values.findLast((value) => value === 'json' || value === 'ndjson' || value === 'text') ?? 'text'
}

/** The flags of a command, those of every command among them. */
function flagsOf(command: Command): Flags {
  return { ...command.flags, ...outputFlags }
}

interface Tokens {
  readonly options: readonly OptionToken[]
  /** Positionals before `--`, then those after it. */
  readonly words: readonly string[]
  readonly rest: readonly string[]
}

function tokenize(argv: readonly string[], known: Flags): Tokens {
  const { tokens } = parseArgs({
    args: withValues(argv, known),
    options: Object.fromEntries(Object.entries(known).map(([name, flag]) => [name, typeOf(flag)])),
    strict: false,
    allowPositionals: true,
    tokens: true,
  })
  const options: OptionToken[] = []
  const words: string[] = []
  const rest: string[] = []
  let ended = false
  let swallows = false
  for (const token of tokens) {
    if (token.kind === 'option-terminator') ended = true
    else if (token.kind === 'option') options.push(token)
    else if (ended) rest.push(token.value)
    else if (!swallows) words.push(token.value)
    swallows = token.kind === 'option' && takesNextWord(token, known)
  }
  return { options, words, rest }
}

/** Gives a flag that may stand alone its value, where the next word is none. */
function withValues(argv: readonly string[], known: Flags): string[] {
  const end = argv.indexOf('--')
  return argv.map((word, index) => {
    const alone = word.startsWith('--') ? flagNamed(word.slice(2), known)?.alone : undefined
    const isInFront = end < 0 || index < end
    if (alone === undefined || !isInFront || /^\d/.test(argv[index + 1] ?? '')) return word
    return `${word}=${alone}`
  })
}

function flagNamed(name: string, known: Flags): Flags[string] | undefined {
  return Object.hasOwn(known, name) ? known[name] : undefined
}

/** A misspelled flag is one mistake, not two: the word after it is its value where the flag that was meant takes one. */
function takesNextWord(token: OptionToken, known: Flags): boolean {
  if (Object.hasOwn(known, token.name) || token.value !== undefined) return false
  const meant = nearest(token.name, Object.keys(known))
  return meant !== undefined && known[meant]?.type === 'string'
}

function typeOf(flag: Flags[string]): { type: 'string' | 'boolean'; short?: string } {
  return flag.short === undefined ? { type: flag.type } : { type: flag.type, short: flag.short }
}

function allFlags(program: Program): Flags {
  const version = { type: 'boolean', summary: 'print the version' } as const
  return Object.assign({}, ...program.commands.map((command) => command.flags), outputFlags, { version })
}

interface Found {
  readonly command?: Command
  /** How many words its name took. */
  readonly used: number
  readonly problem?: Problem
}

function findCommand(program: Program, words: readonly string[], forHelp: boolean): Found {
  const names = program.commands.flatMap((command) => namesOf(command).map((name) => ({ name, command })))
  const named = names
    .toSorted((a, b) => b.name.length - a.name.length)
    .find(({ name }) => `${words.join(' ')} `.startsWith(`${name} `))
  if (named !== undefined) return { command: named.command, used: named.name.split(' ').length }
  const usual = program.commands.find((command) => command.name === program.default)
  const [first] = words
  if (first === undefined) {
    if (forHelp) return { used: 0 }
    if (usual !== undefined) return { command: usual, used: 0 }
    return {
      used: 0,
      problem: { code: 'CLI_NO_COMMAND', message: 'no command was given', hint: `see: ${program.bin} --help` },
    }
  }
  if (usual !== undefined && (usual.arguments ?? []).length > 0 && !forHelp) return { command: usual, used: 0 }
  return { used: 0, problem: unknownCommand(program, words) }
}

function namesOf({ name, aliases = [] }: Command): readonly string[] {
  return [name, ...aliases]
}

function unknownCommand(program: Program, words: readonly string[]): Problem {
  const [first = ''] = words
  const group = program.commands
    .filter((command) => command.name.startsWith(`${first} `))
    .map((command) => command.name)
  const typed = words.slice(0, group.length > 0 ? 2 : 1).join(' ')
  const names = group.length > 0 ? group : program.commands.flatMap(namesOf)
  const meant = typed === first && group.length > 0 ? undefined : nearest(typed, names)
  const list = group.length > 0 ? `one of: ${group.join(', ')}` : `see: ${program.bin} --help`
  return {
    code: 'CLI_UNKNOWN_COMMAND',
    message: `unknown command "${typed}"`,
    hint: meant === undefined ? list : `did you mean "${program.bin} ${meant}"?`,
  }
}
