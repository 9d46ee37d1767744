/** The page `docs/benchmarks.md`, from what was measured. */
import { type DeployCase, type Deployments, deployCases } from './deploy.ts'
import { behind, behindAtStart, deployGoals, startUpGoals, type Verdict, walls } from './goals.ts'
import type { Skipped } from './peers.ts'
import type { Sample, Samples } from './sample.ts'
import type { Setting } from './setting.ts'
import { bareNode, type StartUp, startUpKinds } from './start-up.ts'
import { median, paired } from './statistics.ts'
import { difference, megabytes, seconds, table, times } from './table.ts'

/** All that the page tells. What was not measured is left out. */
export interface Measured {
  readonly setting: Setting
  readonly versions: readonly string[]
  readonly skipped: readonly Skipped[]
  readonly load: { readonly before: string; readonly after: string }
  readonly startUp?: { readonly all: readonly StartUp[]; readonly samples: Samples; readonly rounds: number }
  readonly deploy?: Deployments & { readonly rounds: number }
  readonly delayed?: Deployments & { readonly rounds: number; readonly delay: number }
}

const head = `# Benchmarks

Written by \`npm run bench\`, never by hand. Whole processes without a shell between, what they print discarded (that of
deployments goes to a file); medians of paired rounds after one to warm up: in each round every program runs once, and
differences and ratios are taken within a round. CPU is user and system time with all children; memory is the largest process.
Trust counts first, then CPU, then ratios; seconds depend on the machine.`

const about = `A function behind an HTTP API, a table, a bucket, a distribution, a role and an alarm: one template for all, one local
cloud, one counting proxy. Before each first deployment the stack, the objects in the tool's bucket and what it left in the
project's folder are removed. Not timed, because done once: making the bucket (ours, awscli, the floor) and \`cdk bootstrap\`,
of whose bucket the policy is removed, since it asks for TLS. Compile caches of Node and Python are warm.

- \`floor\` signs by hand the calls that cannot be avoided and does nothing else.
- Ours bundles the code and proves its handler besides, and keeps lock, record, audit trail and events. Connections count its
  one or two requests to the local cloud's launcher; calls do not.
- awscli is \`package\` and \`deploy\`, two processes. CDK checks every template. osls makes a bucket and a log group of its own.

On the local cloud a stack is done within 0.3 s, so what remains is what the tools cost; AWS adds its own time to all.`

/** The page as Markdown. */
export function page(measured: Measured): string {
  const { setting, load, startUp, deploy, delayed } = measured
  const verdicts = [
    ...(startUp === undefined ? [] : startUpGoals(startUp.samples, startUp.all)),
    ...(deploy === undefined ? [] : deployGoals(deploy.cases)),
  ]
  const skipped = measured.skipped.map(({ name, why }) => `- Skipped: **${name}**, ${why}.`)
  const parts = [
    head,
    [
      `- ${setting.date}, commit ${setting.commit}, ${setting.machine}; load ${load.before} before, ${load.after} after.`,
      `- ${[...setting.versions, ...measured.versions].join(', ')}.`,
      ...skipped,
    ].join('\n'),
    goalsPart(verdicts),
    ...(startUp === undefined ? [] : [startUpPart(startUp.all, startUp.samples, startUp.rounds)]),
    ...(deploy === undefined ? [] : [deployPart('Deploy', about, deploy), callsPart(deploy)]),
    ...(delayed === undefined
      ? []
      : [
          deployPart(
            `Deploy, with ${delayed.delay} ms added to every request`,
            'The same, which turns requests that wait for each other into time.',
            delayed,
          ),
        ]),
  ]
  return `${parts.join('\n\n')}\n\n${behindPart(measured)}\n`
}

function goalsPart(verdicts: readonly Verdict[]): string {
  const rows = verdicts.map(({ goal, measured, reached }) => [goal, measured, reached ? 'reached' : '**missed**'])
  return `## Goals\n\n${table(['goal', 'measured', ''], rows)}`
}

function startUpPart(all: readonly StartUp[], samples: Samples, rounds: number): string {
  const base = samples.get(bareNode) ?? []
  const bare = `Bare \`node -e 0\`: ${Math.round(median(base.map(wall)) * 1000)} ms, CPU ${Math.round(median(base.map(cpu)) * 1000)} ms,`
  const tables = startUpKinds.map((kind) => {
    const rows = all
      .filter(({ what }) => what === kind)
      .map(({ title }) => {
        const runs = samples.get(title) ?? []
        const over = (of: (sample: Sample) => number): string =>
          difference(paired(runs.map(of), base.map(of), (a, b) => a - b))
        const ratio = times(paired(runs.map(wall), base.map(wall), (a, b) => a / b))
        const least = String(Math.round(Math.min(...runs.map(wall)) * 1000))
        return [`\`${title}\``, over(wall), ratio, over(cpu), least, memory(runs), String(runs[0]?.code ?? '')]
      })
    const columns = ['', 'over Node, ms', 'ratio', 'CPU over Node, ms', 'least, ms', 'peak MB', 'exit']
    return `### ${kind}\n\n${table(columns, rows)}`
  })
  return [
    '## Start-up',
    `Our bins are packed and installed as users get them. ${bare} ${rounds} rounds.`,
    ...tables,
  ].join('\n\n')
}

function deployPart(
  title: string,
  about: string,
  { cases, failed, rounds }: Deployments & { readonly rounds: number },
): string {
  const tables = deployCases.map((name) => {
    const own = walls(cases[name], 'project-deploy')
    const rows = [...cases[name]].map(([tool, runs]) => [
      tool,
      seconds(median(runs.map(wall))),
      seconds(Math.min(...runs.map(wall))),
      times(paired(runs.map(wall), own, (a, b) => a / b)),
      seconds(median(runs.map(cpu))),
      memory(runs),
      String(median(runs.map((run) => run.calls))),
      String(median(runs.map((run) => run.connections))),
    ])
    const columns = ['', 'seconds', 'least', 'time / ours', 'CPU s', 'peak MB', 'AWS calls', 'connections']
    return `### ${capital(name)}\n\n${table(columns, rows)}`
  })
  const failures = [...failed].map(([tool, why]) => `- **${tool}** left the race: ${why}`)
  return [`## ${title}`, `${about} ${rounds} rounds.`, ...tables, ...failures].join('\n\n')
}

function behindPart({ startUp, deploy, delayed }: Measured): string {
  const found = [
    ...(startUp === undefined ? [] : behindAtStart(startUp.samples, startUp.all)),
    ...(deploy === undefined ? [] : behind(deploy.cases)),
    ...(delayed === undefined ? [] : behind(delayed.cases).map((line) => `with ${delayed.delay} ms a call: ${line}`)),
  ].map((line) => `- ${line}`)
  return `## Where we are behind a peer\n\n${found.length === 0 ? 'In no figure of this page.' : found.join('\n')}`
}

function callsPart({ cases }: Deployments): string {
  const rows = deployCases.map((name: DeployCase) => {
    const operations = cases[name].get('project-deploy')?.at(-1)?.operations ?? {}
    const list = Object.entries(operations).map(([operation, count]) => `${operation} ${count}`)
    return `- ${name}: ${list.join(', ')}`
  })
  return `### Our calls\n\n${rows.join('\n')}`
}

function wall(sample: Sample): number {
  return sample.wall
}

function cpu(sample: Sample): number {
  return sample.cpu
}

function memory(runs: readonly Sample[]): string {
  return megabytes(median(runs.map((run) => run.rss)))
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
