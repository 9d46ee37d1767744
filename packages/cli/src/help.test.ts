import { expect, it } from 'vitest'
import { commonFlags } from './flags.ts'
import { formatHelp } from './help.ts'
import type { Command, Program } from './program.ts'

const send: Command = {
  name: 'send',
  summary: 'send a ship',
  description: 'Sends a ship to a harbour and waits until it has arrived there, however long that takes.',
  shape: 'act',
  arguments: [
    { name: 'harbour', summary: 'where to', required: true },
    { name: 'cargo', summary: 'what to load', multiple: true },
  ],
  flags: { env: commonFlags.env, 'dry-run': commonFlags['dry-run'] },
  examples: [{ command: 'project-ship send rome --env dev', what: 'sends it to Rome' }],
  load: async () => {
    throw new Error('help loads no command')
  },
}
const program: Program = {
  bin: 'project-ship',
  summary: 'moves ships',
  version: '1.2.3',
  commands: [send, { ...send, name: 'status', summary: 'tell where ships are', examples: [] }],
  default: 'status',
}

it('shows the commands, examples and common flags of a program', () => {
  expect(formatHelp(program, undefined, 80)).toBe(`project-ship: moves ships

Usage: project-ship [command] [flags]

Commands:
  send    send a ship
  status  tell where ships are (the default)

Examples:
  $ project-ship send rome --env dev
      sends it to Rome

Flags of every command:
      --json         print the result as one JSON document; same as --output
                     json
      --output FORM  form of what is printed on stdout (text, json, ndjson)
                     [text]
  -q, --quiet        print errors only
  -v, --verbose      print causes and stack traces as well
      --no-color     print without colours (also NO_COLOR)
  -h, --help         print this help
      --version      print the version

More: project-ship <command> --help
`)
})

it('shows the arguments, flags and examples of a command', () => {
  expect(formatHelp(program, send, 70).split('\n\nFlags of every command')[0]).toBe(`project-ship send: send a ship

Usage: project-ship send <harbour> [cargo...] [flags]

Sends a ship to a harbour and waits until it has arrived there,
however long that takes.

Arguments:
  <harbour>   where to
  [cargo...]  what to load

Flags:
  -e, --env NAME  the environment, such as dev or local
      --dry-run   show what would be done and do nothing`)
  expect(formatHelp(program, send, 70)).toContain('Examples:\n  $ project-ship send rome --env dev\n')
})

it('shows the other names of a command', () => {
  const aliased: Program = { ...program, commands: [{ ...send, aliases: ['ship'] }] }
  expect(formatHelp(aliased, undefined, 80)).toContain('  send, ship  send a ship')
  expect(formatHelp(aliased, aliased.commands[0], 80)).toContain('Also: project-ship ship')
})
