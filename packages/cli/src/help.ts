import { outputFlags } from './flags.ts'
import type { Argument, Command, Flag, Flags, Program } from './program.ts'
import { wrap } from './wrap.ts'

/** The help of a program, or of one of its commands, wrapped to a width in columns. */
export function formatHelp(program: Program, command: Command | undefined, width: number): string {
  const parts = command === undefined ? programHelp(program, width) : commandHelp(program, command, width)
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`
}

function programHelp(program: Program, width: number): readonly string[] {
  const rows = program.commands.map((command): Row => {
    const mark = command.name === program.default ? ' (the default)' : ''
    return [[command.name, ...(command.aliases ?? [])].join(', '), `${command.summary}${mark}`]
  })
  const examples = program.commands.flatMap((command) => command.examples.slice(0, 1))
  return [
    `${program.bin}: ${program.summary}`,
    `Usage: ${program.bin} ${program.default === undefined ? '<command>' : '[command]'} [flags]`,
    section('Commands', rows, width),
    exampleSection(examples, width),
    section('Flags of every command', flagRows({ ...outputFlags, version: versionFlag }), width),
    `More: ${program.bin} <command> --help`,
  ]
}

const versionFlag: Flag = { type: 'boolean', summary: 'print the version' }

function commandHelp(program: Program, command: Command, width: number): readonly string[] {
  const name = command.name === program.default ? `[${command.name}]` : command.name
  const words = (command.arguments ?? []).map(argumentWord)
  const own = Object.fromEntries(Object.entries(command.flags).filter(([flag]) => !Object.hasOwn(outputFlags, flag)))
  const rows = (command.arguments ?? []).map((argument): Row => [argumentWord(argument), argument.summary])
  return [
    `${program.bin} ${command.name}: ${command.summary}`,
    `Usage: ${[program.bin, name, ...words, '[flags]'].join(' ')}`,
    command.aliases === undefined
      ? ''
      : `Also: ${command.aliases.map((alias) => `${program.bin} ${alias}`).join(', ')}`,
    command.description === undefined ? '' : wrap(command.description, width),
    section('Arguments', rows, width),
    section('Flags', flagRows(own), width),
    section('Flags of every command', flagRows(outputFlags), width),
    exampleSection(command.examples, width),
  ]
}

function argumentWord({ name, required, multiple }: Argument): string {
  const word = multiple === true ? `${name}...` : name
  return required === true ? `<${word}>` : `[${word}]`
}

type Row = readonly [left: string, right: string]

function flagRows(flags: Flags): readonly Row[] {
  return Object.entries(flags).map(([name, flag]): Row => {
    const short = flag.short === undefined ? '    ' : `-${flag.short}, `
    const named = flag.value ?? 'VALUE'
    const value = flag.type === 'string' ? ` ${flag.alone === undefined ? named : `[${named}]`}` : ''
    const choices = flag.choices === undefined || flag.choices.length < 2 ? '' : ` (${flag.choices.join(', ')})`
    const fallback = flag.default === undefined ? '' : ` [${flag.default}]`
    return [`${short}--${name}${value}`, `${flag.summary}${choices}${fallback}`]
  })
}

function exampleSection(examples: Command['examples'], width: number): string {
  if (examples.length === 0) return ''
  return ['Examples:', ...examples.map(({ command, what }) => `  $ ${command}\n${wrap(what, width, '      ')}`)].join(
    '\n',
  )
}

function section(title: string, rows: readonly Row[], width: number): string {
  if (rows.length === 0) return ''
  const left = Math.min(30, Math.max(...rows.map(([text]) => text.length)))
  const indent = ' '.repeat(left + 4)
  const lines = rows.map(([text, right]) => {
    const wrapped = wrap(right, width, indent)
    return text.length > left ? `  ${text}\n${wrapped}` : `  ${text.padEnd(left + 2)}${wrapped.slice(indent.length)}`
  })
  return [`${title}:`, ...lines].join('\n')
}
