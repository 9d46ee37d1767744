import { main, type Program } from '@project-utils/cli'
import { commands } from './commands.ts'
import { version } from './version.ts'

const program: Program = {
  bin: 'project-test',
  summary: 'proves from outside that a deployed project works',
  version,
  commands,
  reporter: async () => (await import('./reports/reporter.ts')).reporter,
}

await main(program)
