/**
 * Lets the environment say how the property tests run: `FAST_CHECK_RUNS` (cases of each property, but where a case is
 * so dear that its test fixes their number), `SEED`, and `FAST_CHECK_TALLY`, a file that gets a line with the cases of
 * each property that was tried.
 */
import { appendFileSync } from 'node:fs'
import fc, { type RunDetails } from 'fast-check'
import { readSeed } from './random.ts'

const { FAST_CHECK_RUNS: runs, FAST_CHECK_TALLY: tally, SEED } = process.env
const seed = readSeed(SEED)

fc.configureGlobal({
  ...(runs ? { numRuns: Number(runs) } : {}),
  ...(seed === undefined ? {} : { seed: seed | 0 }),
  ...(tally ? { reporter: (details: RunDetails<unknown>) => record(details, tally) } : {}),
})

function record(details: RunDetails<unknown>, file: string): void {
  appendFileSync(file, `${details.numRuns}\n`)
  // A reporter takes the place of the one that throws.
  if (details.failed) throw new Error(fc.defaultReportMessage(details), { cause: details.errorInstance })
}
