import type { FactTable } from '@project-utils/contract'

/** Facts that this package tells. */
export const facts: FactTable = {
  'lock.waiting': {
    meaning: 'A run waits for the lock of a target: told when what it waits for changes, and twice a minute.',
    fields: {
      environment: 'name of the environment',
      account: 'account of the target',
      region: 'region of the target',
      holder: '{ run, actor, host, command, since, link?, branch? } of whoever holds the lock, or null',
      ahead: 'how many wait before this run',
    },
  },
}
