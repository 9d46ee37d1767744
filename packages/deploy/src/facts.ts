import type { FactTable } from '@project-utils/contract'

/** Facts that a deployment tells, besides those of `cfn` and `run`. */
export const facts: FactTable = {
  'release.started': {
    meaning: 'The release record was written.',
    fields: { release: 'release id', seq: 'its number' },
  },
  'function.published': {
    meaning: 'A function version exists that holds the new code and configuration.',
    fields: { function: 'function name', version: 'version number', reused: 'true where nothing had changed' },
  },
  'traffic.shift': {
    meaning: 'A live alias was moved.',
    fields: { function: 'function name', alias: 'alias name', from: 'version before', to: 'version now' },
  },
  'release.announced': {
    meaning: "The team's chat was told of the release.",
    fields: { release: 'release id', status: 'HTTP status of the webhook' },
  },
  'release.ended': {
    meaning: 'The release record was closed.',
    fields: { release: 'release id', outcome: 'how it ended' },
  },
}
