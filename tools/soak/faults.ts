import { drawCases, playCases, wholeMatrix } from '../fault-matrix/matrix.ts'
import type { Soak, SoakContext, SoakResult } from './long-run.ts'

/** Every fault at every kind of AWS call of a first deployment, an update and a destroy. */
export const soak: Soak = {
  name: 'faults',
  what: 'whatever fault strikes whatever call, a deployment says what is so, and the same command then converges',
  count: 10_000,
  run,
}

async function run({ count, random, log }: SoakContext): Promise<SoakResult> {
  const all = await wholeMatrix()
  const cases = drawCases(random, all, count)
  log(`${cases.length} of ${all.length} cases`)
  const codes = new Map<number | null, number>()
  const ended = await playCases(cases, ({ case: { name }, exitCode, struck, wrong }) => {
    codes.set(exitCode, (codes.get(exitCode) ?? 0) + 1)
    log(`${wrong.length === 0 ? 'ok    ' : 'WRONG '} ${name}: ${struck} struck, exit code ${exitCode}`)
    for (const each of wrong) log(`         ${each}`)
  })
  log(`exit codes: ${[...codes].map(([code, times]) => `${code} × ${times}`).join(', ')}`)
  log(`never struck: ${ended.filter(({ struck }) => struck === 0).length}`)
  const failures = ended.flatMap(({ case: { name }, wrong }) => wrong.map((each) => `${name}: ${each}`))
  return { count: ended.length, failures }
}
