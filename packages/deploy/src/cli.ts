import {
  actFlags,
  type Command,
  commonFlags,
  type Flags,
  main,
  type Program,
  projectFlags,
  questionFlags,
} from '@project-utils/cli'
import { version } from './version.ts'

/** The flags of an act that takes the lock. */
const lockedFlags: Flags = { ...actFlags, wait: commonFlags.wait }

function without(flags: Flags, ...names: readonly string[]): Flags {
  return Object.fromEntries(Object.entries(flags).filter(([name]) => !names.includes(name)))
}

const commands: readonly Command[] = [
  {
    name: 'deploy',
    shape: 'act',
    summary: 'build, plan and deploy one release, and prove that it works',
    description: [
      'Builds what changed, plans, runs the tests, updates the stacks, publishes function versions, checks them before they',
      'get traffic, publishes the site and runs the suites. Without a change it ends after the first look.',
    ].join('\n'),
    flags: lockedFlags,
    examples: [
      { command: 'project-deploy --env local', what: 'deploy to the local cloud' },
      { command: 'project-deploy --env staging --dry-run', what: 'show what would be done' },
      { command: 'project-deploy --env dev --output ndjson', what: 'stream events for a CI job' },
      { command: 'project-deploy --env dev --wait 15m', what: 'queue while another run deploys' },
    ],
    load: () => import('./commands/deploy.ts'),
  },
  {
    name: 'plan',
    shape: 'act',
    summary: 'what a deployment would do; with --out it is kept, to be applied later as it was reviewed',
    description: [
      'Shows what a deployment would do and leaves nothing behind. With --out all that it needs is prepared and stays: built',
      "artifacts and the site's files in the bucket, a change set for each stack. The plan is written to a file, good for 7",
      'days, which project-deploy apply performs exactly, or refuses.',
    ].join(' '),
    flags: {
      ...without(actFlags, 'dry-run', 'yes'),
      out: { type: 'string', value: 'FILE', summary: 'keep what is prepared, and write the plan to this file' },
    },
    examples: [
      { command: 'project-deploy plan --env staging', what: 'show it' },
      { command: 'project-deploy plan --env prod --out prod.plan', what: 'to be reviewed, and applied as reviewed' },
    ],
    load: () => import('./commands/plan.ts'),
  },
  {
    name: 'apply',
    shape: 'act',
    summary: 'perform exactly a plan that was kept, or refuse it',
    description: [
      'Builds nothing: it deploys the very bytes that were planned, from the commit that was planned. It is refused, with the',
      'difference, where anything has moved on since. A read-only environment takes the approval of a person at a terminal, or',
      'of a job in GitHub Actions that runs in the GitHub environment of the same name with the permission id-token: write.',
    ].join(' '),
    arguments: [{ name: 'file', summary: 'what project-deploy plan --out wrote', required: true }],
    flags: lockedFlags,
    examples: [
      { command: 'project-deploy apply prod.plan', what: 'asks, then deploys what was reviewed' },
      { command: 'project-deploy apply prod.plan --wait 15m', what: 'queue while another run deploys' },
    ],
    load: () => import('./commands/apply.ts'),
  },
  {
    name: 'rollback',
    shape: 'act',
    summary: 'return to a kept release: aliases in seconds, then the site, then the stacks',
    description: [
      'Without a release it returns to the good one before what stands, or to the last good one where the newest run did',
      'not end well. Data that was written since then stays; the plan says what else does.',
    ].join('\n'),
    arguments: [{ name: 'release', summary: 'id or number of the release to return to' }],
    flags: lockedFlags,
    examples: [
      { command: 'project-deploy rollback --env staging --dry-run', what: 'show what going back would do' },
      { command: 'project-deploy rollback 12 --env staging', what: 'return to release number 12' },
    ],
    load: () => import('./commands/rollback.ts'),
  },
  {
    name: 'status',
    shape: 'question',
    summary: 'what is deployed, who holds the lock, and whether all agrees with the record',
    flags: questionFlags,
    examples: [{ command: 'project-deploy status --env staging', what: 'look at staging' }],
    load: () => import('./commands/status.ts'),
  },
  {
    name: 'watch',
    shape: 'endless',
    summary: 'follow the events of the running or latest deployment, then of the next',
    flags: questionFlags,
    examples: [
      { command: 'project-deploy watch --env staging', what: 'follow until Ctrl-C' },
      { command: 'project-deploy watch --env staging --output ndjson', what: 'the same as one event a line' },
    ],
    load: () => import('./commands/watch.ts'),
  },
  {
    name: 'history',
    shape: 'question',
    summary: 'what was done to an environment: releases and other acts, the newest first',
    description: [
      'Each with its time, outcome, actor, commit, what it changed, how long it took and what its checks came to. Runs that',
      'were killed are told as such. --html draws the same as one self-contained page.',
    ].join(' '),
    flags: {
      ...questionFlags,
      limit: { type: 'string', value: 'N', default: '20', summary: 'how many, the newest first' },
      html: { type: 'string', value: 'FILE', summary: 'draw it as a page into this file, too' },
    },
    examples: [
      { command: 'project-deploy history --env prod', what: 'the last twenty' },
      { command: 'project-deploy history --env prod --limit 100 --html history.html', what: 'as a page to be shown' },
    ],
    load: () => import('./commands/history.ts'),
  },
  {
    name: 'show',
    shape: 'question',
    summary: 'everything that is recorded of one release',
    description:
      'Stacks, functions with their versions, site, checks, steps with their times, approval and audit entries.',
    arguments: [{ name: 'release', summary: 'its id, its number or latest; default: latest' }],
    flags: {
      ...questionFlags,
      events: { type: 'boolean', summary: 'tell the events of its run as well, a line each' },
    },
    examples: [
      { command: 'project-deploy show --env prod', what: 'the latest release' },
      { command: 'project-deploy show 42 --env prod --events', what: 'number 42, with all that it told' },
    ],
    load: () => import('./commands/show.ts'),
  },
  {
    name: 'unlock',
    shape: 'act',
    summary: 'remove a lock that was never given back',
    description: [
      'Shows whose lock it is. One whose holder is gone is void: the next change takes it over by itself. The lock of a run',
      'that still renews it goes only where --run names that run: it begins no new change then, but what it has begun goes on.',
    ].join(' '),
    flags: {
      ...actFlags,
      run: { type: 'string', value: 'ID', summary: 'the run whose lock is removed although it is still renewed' },
    },
    examples: [
      { command: 'project-deploy unlock --env staging --dry-run', what: 'see who holds the lock' },
      {
        command: 'project-deploy unlock --env staging --run 20261121T161502Z-3f9a1c',
        what: 'take it from a run that hangs',
      },
    ],
    load: () => import('./commands/unlock.ts'),
  },
  {
    name: 'config',
    shape: 'question',
    summary: 'validate the configuration and print it resolved, with the origin of each value',
    flags: projectFlags,
    examples: [{ command: 'project-deploy config --env prod', what: 'what prod is made of' }],
    load: () => import('./commands/config.ts'),
  },
  {
    name: 'bootstrap',
    shape: 'act',
    summary: 'make the bucket that keeps releases, locks and the audit trail of an account and region',
    flags: lockedFlags,
    examples: [{ command: 'project-deploy bootstrap --env prod', what: 'once for each account and region' }],
    load: () => import('./commands/bootstrap.ts'),
  },
  {
    name: 'destroy',
    shape: 'act',
    summary: 'remove an environment; names everything first and keeps what holds data',
    flags: {
      ...lockedFlags,
      delete: {
        type: 'string',
        multiple: true,
        value: 'LOGICAL-ID',
        summary: 'also delete this retained or data-holding resource; may be repeated',
      },
    },
    examples: [
      { command: 'project-deploy destroy --env local --dry-run', what: 'see what would go and what would stay' },
      { command: 'project-deploy destroy --env local --delete ReportsTable', what: 'the table and its items too' },
    ],
    load: () => import('./commands/destroy.ts'),
  },
]

const program: Program = {
  bin: 'project-deploy',
  summary: 'deploys a serverless project as one release: infrastructure, functions and site',
  version,
  commands,
  default: 'deploy',
  reporter: () => import('@project-utils/report'),
}

await main(program)
