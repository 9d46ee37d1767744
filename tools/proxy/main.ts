/** `node tools/proxy/main.ts --target http://127.0.0.1:4566`: prints its endpoint, runs until it is ended; see `usage`. */
import { parseArgs } from 'node:util'
import { faults } from './faults.ts'
import { openInjector } from './inject.ts'
import { startProxy } from './proxy.ts'
import { parseRule, type Rule, type SeededRule } from './rule.ts'

const usage = `usage: node tools/proxy/main.ts --target <endpoint> [--port <port>] [--fault <rule>]... [--seed <text> [--share <0..1>]]
  a rule is operation[#nth]=fault[:argument][*times|*all], such as s3.PutObject#2=throttle*3 or '*=delay:60*all'
  --seed strikes a share of all calls (default 0.05) with any fault, the same ones for the same seed
faults:
${Object.entries(faults)
  .map(([name, { summary }]) => `  ${name.padEnd(20)}${summary}`)
  .join('\n')}`

const { values } = parseArgs({
  options: {
    target: { type: 'string' },
    port: { type: 'string', default: '0' },
    fault: { type: 'string', multiple: true, default: [] },
    seed: { type: 'string' },
    share: { type: 'string', default: '0.05' },
  },
})

try {
  if (values.target === undefined) throw new Error('no --target')
  const rules: (Rule | SeededRule)[] = values.fault.map(parseRule)
  if (values.seed !== undefined) rules.push({ seed: values.seed, share: Number(values.share) })
  const { interceptors } = openInjector(rules, ({ operation, nth, fault }) =>
    console.error(`${fault}: ${operation} #${nth}`),
  )
  const proxy = await startProxy({ target: values.target, port: Number(values.port), interceptors })
  console.log(proxy.endpoint)
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void proxy.close())
} catch (error) {
  console.error(`${error instanceof Error ? error.message : error}\n${usage}`)
  process.exitCode = 2
}
