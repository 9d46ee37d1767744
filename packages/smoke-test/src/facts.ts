import type { FactTable } from '@project-utils/contract'

/** The facts that this package emits. */
export const facts: FactTable = {
  'suite.result': {
    meaning: 'All steps of a suite were run.',
    fields: {
      suite: 'Name of the suite.',
      passed: 'Number of steps that passed.',
      failed: 'Number of steps that failed.',
      steps: 'Each step: name, kind, outcome, ms, attempts, and what was found where it is worth saying.',
    },
  },
}
