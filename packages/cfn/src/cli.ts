import { main, type Program } from '@project-utils/cli'
import { commands } from './commands.ts'
import { version } from './version.ts'

const program: Program = {
  bin: 'project-cfn',
  summary: 'validates templates, says what a stack would do, and does exactly that',
  version,
  commands,
  reporter: async () => (await import('./commands/reporter.ts')).reporter,
}

await main(program)
