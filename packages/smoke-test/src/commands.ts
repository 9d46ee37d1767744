import { type Command, projectFlags } from '@project-utils/cli'

/** What `project-test` can do. */
export const commands: readonly Command[] = [
  {
    name: 'list',
    shape: 'question',
    summary: 'the suites of the project and their steps',
    flags: projectFlags,
    examples: [{ command: 'project-test list', what: 'all suites' }],
    load: () => import('./commands/list.ts'),
  },
]
