/** A tiny program, run as a process of its own by the tests. */
import { type Command, type CommandModule, main, type Program } from '@project-utils/cli'

const load = (name: string) => async (): Promise<CommandModule> => {
  const { commands } = await import('./ship-commands.ts')
  return { run: commands[name] ?? (() => Promise.reject(new Error(`no ${name}`))) }
}

const shapes: Readonly<Record<string, Command['shape']>> = {
  status: 'question',
  large: 'question',
  sail: 'act',
  stay: 'act',
  follow: 'endless',
  confirm: 'act',
  crash: 'question',
  late: 'act',
  reject: 'act',
  dry: 'act',
  forget: 'question',
}

const program: Program = {
  bin: 'project-ship',
  summary: 'moves ships',
  version: '1.2.3',
  commands: Object.entries(shapes).map(([name, shape]) => ({
    name,
    summary: `runs ${name}`,
    shape,
    flags: {},
    examples: [{ command: `project-ship ${name}`, what: 'runs it' }],
    load: load(name),
  })),
}

await main(program)
