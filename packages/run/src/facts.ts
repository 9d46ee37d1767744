import type { FactTable } from '@project-utils/contract'

/** Facts that every act tells. */
export const facts: FactTable = {
  'plan.made': {
    meaning: 'The plan that is about to be shown, approved and applied.',
    fields: { fingerprint: 'hash of the plan', steps: 'list of { id, title, action }', risks: 'number of open risks' },
  },
  'lock.state': {
    meaning: 'The lock of a target was taken or given back.',
    fields: { state: 'taken or released', scopes: 'list of environment and target' },
  },
}
