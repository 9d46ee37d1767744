import { main, type Program } from '@project-utils/cli'
import { commands } from './commands.ts'
import { version } from './version.ts'

const program: Program = {
  bin: 'project-test',
  summary: 'proves from outside that a deployed project works',
  version,
  commands,
  reporter: () => import('@project-utils/report'),
}

await main(program)
