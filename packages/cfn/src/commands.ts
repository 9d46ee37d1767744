import { type Command, questionFlags } from '@project-utils/cli'

/** What `project-cfn` can do. */
export const commands: readonly Command[] = [
  {
    name: 'outputs',
    shape: 'question',
    summary: 'the outputs of the stacks',
    flags: questionFlags,
    examples: [{ command: 'project-cfn outputs --env staging', what: 'all outputs of staging' }],
    load: () => import('./commands/outputs.ts'),
  },
]
