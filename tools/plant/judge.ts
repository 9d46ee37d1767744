import type { Fault } from './fault.ts'
import type { Stage, StepEnd, TestRun } from './stage.ts'

/** How it went with one fault: empty where the suites found it and said what differs. */
export async function playFault({ application, test }: Stage, fault: Fault): Promise<readonly string[]> {
  const undo = await fault.plant(application)
  try {
    return judgeFault(fault, await test(...fault.suites))
  } finally {
    await undo()
    await application.wipe()
  }
}

/** What is wrong with how suites told of a fault. */
export function judgeFault({ step, says }: Fault, { code, suites, printed }: TestRun): readonly string[] {
  const found = stepsOf(suites).find(({ name, outcome }) => name === step && outcome === 'failed')
  const told = failures(suites).join('\n')
  if (suites.length === 0) return [`no suite was run: ${printed}`]
  return [
    ...(code === 1 && suites.some(({ ok }) => !ok) ? [] : [`exit code ${code}: the fault was not found`]),
    ...(found === undefined ? [`"${step}" did not fail; failed:\n${told}`] : []),
    ...(found !== undefined && !says.test(found.message ?? '') ? [`"${step}" said: ${found.message}`] : []),
  ]
}

/** Steps that failed, or passed only after a retry, each with what it said; what came late by design is no flaw. */
export function failures(suites: TestRun['suites']): readonly string[] {
  return stepsOf(suites)
    .filter(({ outcome, message }) => outcome === 'failed' || message?.startsWith('passed only at try') === true)
    .map(({ name, message }) => `${name}: ${message}`)
}

function stepsOf(suites: TestRun['suites']): readonly StepEnd[] {
  return suites.flatMap(({ setup, steps, cleanup }) => [...setup, ...steps, ...cleanup])
}
