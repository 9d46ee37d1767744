import { type Command, projectFlags } from '@project-utils/cli'

/** What `project-lambda` can do. */
export const commands: readonly Command[] = [
  {
    name: 'build',
    shape: 'question',
    summary: 'build what changed, check it and keep the zips in the cache',
    arguments: [{ name: 'NAME', summary: 'a function or layer by its logical id; default: all', multiple: true }],
    flags: projectFlags,
    examples: [
      { command: 'project-lambda build', what: 'build all functions and layers' },
      { command: 'project-lambda build ApiFunction --env local', what: 'one function, for the local cloud' },
    ],
    load: () => import('./commands/build.ts'),
  },
]
