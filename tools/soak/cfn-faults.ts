import { drawFaultCase, type FaultCase } from '../fake-cloudformation/fault-cases.ts'
import { type FaultRun, runFaultCase } from '../fake-cloudformation/fault-run.ts'
import type { Soak, SoakContext, SoakResult } from './long-run.ts'

/** Cases that wait beside each other: nearly all of their time goes into waiting to ask again. */
const lanes = 8

/** Faults at any call of deployments and deletions of a stack, on the transition fake. */
export const soak: Soak = {
  name: 'cfn-faults',
  what: 'whatever fault strikes whatever call of project-cfn, state and exit code are right, and the same command then converges',
  count: 1_000,
  run,
}

async function run({ count, random, log }: SoakContext): Promise<SoakResult> {
  const cases = Array.from({ length: count }, (_, index): FaultCase => drawFaultCase(random, index + 1))
  const ended: FaultRun[] = []
  const queue = [...cases]
  const lane = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const one = await runFaultCase(next)
      ended.push(one)
      if (one.wrong.length > 0 || ended.length % 50 === 0) {
        log(
          `${ended.length}: ${one.wrong.length === 0 ? 'ok    ' : 'WRONG '} ${one.name}: ${one.struck} struck, exit code ${one.code}`,
        )
      }
      for (const each of one.wrong) log(`         ${each}`)
    }
  }
  await Promise.all(Array.from({ length: lanes }, lane))
  const codes = new Map<unknown, number>()
  for (const { code } of ended) codes.set(code, (codes.get(code) ?? 0) + 1)
  log(`exit codes: ${[...codes].map(([code, times]) => `${code} × ${times}`).join(', ')}`)
  log(`never struck: ${ended.filter(({ struck }) => struck === 0).length}`)
  return { count: ended.length, failures: ended.flatMap((one) => one.wrong.map((each) => `${one.name}: ${each}`)) }
}
