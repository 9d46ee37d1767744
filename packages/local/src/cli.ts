import { type Command, type Flag, main, type Program } from '@project-utils/cli'
import { version } from './version.ts'

const python: Flag = {
  type: 'string',
  value: 'PATH',
  summary: 'the Python to install with (3.10 or newer), on first use',
}

const commands: readonly Command[] = [
  {
    name: 'start',
    shape: 'question',
    summary: 'start the local cloud, or find the running one; installs it on first use',
    description: [
      'The first start makes a private Python environment in the cache folder and installs the pinned emulator there;',
      'nothing else on this machine is changed. State is kept over stop and start.',
    ].join('\n'),
    flags: {
      port: {
        type: 'string',
        value: 'PORT',
        summary: 'listen on this port or fail; default: 4566, or a free one if taken',
      },
      python,
    },
    examples: [
      { command: 'project-local start', what: 'start it, or find it running' },
      { command: 'project-local start --port 5000', what: 'on a port of your choice' },
    ],
    load: () => import('./commands/start.ts'),
  },
  {
    name: 'stop',
    shape: 'question',
    summary: 'save the state and stop the local cloud',
    flags: {},
    examples: [{ command: 'project-local stop', what: 'stop it; the next start goes on from here' }],
    load: () => import('./commands/stop.ts'),
  },
  {
    name: 'status',
    shape: 'question',
    summary: 'whether it runs, where, which versions, and which accounts hold something',
    flags: {},
    examples: [{ command: 'project-local status --json', what: 'as one JSON document' }],
    load: () => import('./commands/status.ts'),
  },
  {
    name: 'reset',
    shape: 'question',
    summary: 'delete everything in the local cloud, all accounts; asks first',
    flags: { yes: { type: 'boolean', short: 'y', summary: 'delete without asking' } },
    examples: [{ command: 'project-local reset --yes', what: 'start from nothing' }],
    load: () => import('./commands/reset.ts'),
  },
  {
    name: 'env',
    shape: 'question',
    summary: 'print the variables that point a shell at the local cloud',
    description:
      'Prints export and unset lines for a POSIX shell: credentials, profiles and endpoints of the shell are put aside.',
    flags: {
      account: {
        type: 'string',
        value: 'ID',
        default: '000000000000',
        summary: 'the account to act in, twelve digits',
      },
      region: { type: 'string', value: 'REGION', default: 'us-east-1', summary: 'the region to act in' },
    },
    examples: [
      { command: 'eval "$(project-local env)"', what: 'then any AWS tool talks to the local cloud' },
      { command: 'eval "$(project-local env --account 111111111111)"', what: 'as another account' },
    ],
    load: () => import('./commands/env.ts'),
  },
]

const program: Program = {
  bin: 'project-local',
  summary: 'runs the local AWS that --env local and --target local deploy to',
  version,
  commands,
  reporter: async () => (await import('./reporter.ts')).reporter,
}

await main(program)
