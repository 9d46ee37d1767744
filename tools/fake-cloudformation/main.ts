/**
 * A transition fake of CloudFormation: AWS's status changes, events and refusals for what no emulator has, with states that
 * last as long as a test wants. It speaks the wire protocol, keeps buckets, knows who the caller is and answers looks at named
 * resources, so that a packed bin runs against it alone:
 *
 *     node --conditions=@project-utils/source tools/fake-cloudformation/main.ts [--port 4570] [--pace look|manual|<ms>]
 *     AWS_ENDPOINT_URL=http://127.0.0.1:4570 project-cfn deploy --env local
 *
 * - What runs goes on with each look (`--pace look`), by the control address (`manual`) or by time.
 * - A resource does what its template's `Metadata: FakeCloudFormation: …` says (see `script.ts`):
 *   `{ create: { fail: reason, ticks: 3, times: 1 } }`, also `update`, `delete`, `rollback`, `cleanup`, `import`, `replace`,
 *   `hook`, `validation`; at the top of a template `{ transform: reason }` makes its macro fail.
 * - The control address takes `POST /__fake/<name>` with a list of arguments, `<name>` being a member of `Control`:
 *   `seed` a stack in any of the 23 states, `script`, `exists`, `drift`, `tick`, `set` (behaviour), `object`, `stack`.
 *   A test in the same process calls them on what `startFake` gives.
 * - Each wording stands in `sources.ts` with the report, page or model that shows it. No answer came from a live account.
 * - Faults on the way (throttling, lost answers, expired credentials …) are `tools/proxy`'s, before it.
 */
import { parseArgs } from 'node:util'
import { startFake } from './fake.ts'

const { values } = parseArgs({
  options: { port: { type: 'string', default: '0' }, pace: { type: 'string', default: 'look' } },
})
const { pace } = values
const fake = await startFake({
  port: Number(values.port),
  pace: pace === 'look' || pace === 'manual' ? pace : Number(pace),
})
console.log(fake.endpoint)
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void fake.close())
