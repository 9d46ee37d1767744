import type { FactTable } from '@project-utils/contract'

/** The facts that this package emits. */
export const facts: FactTable = {
  'site.build': {
    meaning: 'A site was built, or an earlier build was found still right.',
    fields: {
      directory: 'Absolute path of the folder to publish.',
      files: 'Number of files in it that will be published.',
      bytes: 'Their size together.',
      hashed: 'Number of files, inputs and output together, whose content had to be read.',
      reused: 'Whether the build command was not needed.',
      why: 'The reason for running it, or for not running it.',
    },
  },
}
