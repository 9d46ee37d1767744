/** The parts of the page about deployments. */
import { type DeployCase, deployCases } from './deploy.ts'
import { walls } from './goals.ts'
import type { DeployFigures } from './kept.ts'
import { median, paired } from './statistics.ts'
import { megabytes, seconds, table, times } from './table.ts'

const about = `A function behind an HTTP API, a table, a bucket, a distribution, a role and an alarm: one template for all, one local
cloud, one counting proxy. Before each first deployment the stack, the objects in the tool's bucket and what it left in the
project's folder are removed. Not timed, because done once: making the bucket (ours, awscli, the floor) and \`cdk bootstrap\`,
of whose bucket the policy is removed, since it asks for TLS. Compile caches of Node and Python are warm.

- \`floor\` signs by hand the calls that cannot be avoided and does nothing else.
- Ours bundles the code and proves its handler besides, and keeps lock, record, audit trail and events. Connections count its
  one or two requests to the local cloud's launcher; calls do not.
- awscli is \`package\` and \`deploy\`, two processes. CDK checks every template. osls makes a bucket and a log group of its own.

On the local cloud a stack is done within 0.3 s, so what remains is what the tools cost; AWS adds its own time to all.`

const stackAbout = `The same project and peers, with \`project-cfn deploy\`: the stack alone. Code is zipped as it lies there, as awscli, SAM and CDK do
it; lock, audit trail and the record by which an unchanged stack is known are kept besides, and listed apart below.`

const delayedAbout = 'The same, which turns requests that wait for each other into time.'

/** A table per case, and our calls where nothing was added to them. */
export function deployPart({ cases, failed, rounds, delay, own: name = 'project-deploy' }: DeployFigures): string {
  const tables = deployCases.map((each) => {
    const own = walls(cases[each], name)
    const rows = Object.entries(cases[each]).map(([tool, runs]) => {
      const wall = walls(cases[each], tool)
      return [
        tool,
        seconds(median(wall)),
        seconds(Math.min(...wall)),
        times(paired(wall, own, (a, b) => a / b)),
        seconds(median(runs.map((run) => run.cpu))),
        megabytes(median(runs.map((run) => run.rss))),
        String(median(runs.map((run) => run.calls))),
        String(median(runs.map((run) => run.connections))),
      ]
    })
    const columns = ['', 'seconds', 'least', 'time / ours', 'CPU s', 'peak MB', 'AWS calls', 'connections']
    return `### ${capital(each)}\n\n${table(columns, rows)}`
  })
  const failures = Object.entries(failed).map(([tool, why]) => `- **${tool}** left the race: ${why}`)
  const calls = delay === 0 ? [callsPart(cases, name)] : []
  const told = name === 'project-cfn' ? stackAbout : delay === 0 ? about : delayedAbout
  return [`${told} ${rounds} rounds.`, ...tables, ...failures, ...calls].join('\n\n')
}

function callsPart(cases: DeployFigures['cases'], own: string): string {
  const rows = deployCases.map((name: DeployCase) => {
    const operations = cases[name][own]?.at(-1)?.operations ?? {}
    const list = Object.entries(operations).map(([operation, count]) => `${operation} ${count}`)
    return `- ${name}: ${list.join(', ')}`
  })
  return `### Our calls\n\n${rows.join('\n')}`
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
