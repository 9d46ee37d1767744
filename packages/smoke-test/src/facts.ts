import type { FactTable } from '@project-utils/contract'

/** The facts that this package emits. */
export const facts: FactTable = {
  'suite.result': {
    meaning: 'A suite has ended; also one that was interrupted.',
    fields: {
      suite: 'Name of the suite.',
      ok: 'Whether all passed: checks, set-up and clean-up.',
      passed: 'Number of checks that passed.',
      failed: 'Number of checks that failed; one that could not be run has failed.',
      steps: 'Each check: name, kind, outcome, ms, attempts, and what was found where it is worth saying.',
      setup: 'The same of each step of the set-up.',
      cleanup: 'The same of each step of the clean-up.',
      ms: 'Milliseconds from the first step to the last.',
    },
  },
  'health.look': {
    meaning: 'One kind of thing was looked at; those of which the stacks hold none are left out.',
    fields: {
      area: 'stacks, endpoints, functions, alarms, queues, tables, distributions or certificates.',
      verdict: 'green, yellow, unknown or red: the worst of its things.',
      things:
        'Each thing: name, verdict, what was seen, and its reasons with rule, level, message, number, threshold and next step.',
    },
  },
  'health.verdict': {
    meaning: 'All was looked at.',
    fields: {
      verdict: 'green, yellow, unknown or red: the worst of all.',
      at: 'When it was looked at.',
      since: 'Milliseconds back that metrics were read.',
    },
  },
}
