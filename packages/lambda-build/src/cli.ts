import { main, type Program } from '@project-utils/cli'
import { commands } from './commands.ts'
import { version } from './version.ts'

const program: Program = {
  bin: 'project-lambda',
  summary: 'builds, checks, uploads and publishes Lambda functions and layers',
  version,
  commands,
  reporter: async () => (await import('./commands/reporter.ts')).reporter,
}

await main(program)
