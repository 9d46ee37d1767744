import {
  type Argument,
  actFlags,
  type Command,
  commonFlags,
  type Flags,
  projectFlags,
  questionFlags,
} from '@project-utils/cli'

const names: readonly Argument[] = [
  { name: 'NAME', summary: 'a function or layer by its logical id; default: all', multiple: true },
]
const functions: readonly Argument[] = [
  { name: 'NAME', summary: 'a function by its logical id; default: all that the project builds', multiple: true },
]

/** What `project-lambda` can do. */
export const commands: readonly Command[] = [
  {
    name: 'build',
    shape: 'question',
    summary: 'build what changed, check it and keep the zips in the cache',
    description:
      'Without --env everything is built for Lambda, as the templates declare it. With an environment in the local cloud, native code is built for this machine, which runs the functions there.',
    arguments: names,
    flags: projectFlags,
    examples: [
      { command: 'project-lambda build', what: 'build all functions and layers' },
      { command: 'project-lambda build ApiFunction --env local', what: 'one function, for the local cloud' },
    ],
    load: () => import('./commands/build.ts'),
  },
  {
    name: 'package',
    shape: 'question',
    summary: 'write the zips, and a list of them, into a folder',
    description:
      'Writes {logical id}.zip for each function and layer, and artifacts.json with hashes, sizes and entries. The same content gives the same bytes.',
    arguments: names,
    flags: { ...projectFlags, out: { type: 'string', value: 'FOLDER', summary: 'the folder to write to' } },
    examples: [{ command: 'project-lambda package --out dist/lambda', what: 'for another tool to deploy' }],
    load: () => import('./commands/package.ts'),
  },
  {
    name: 'upload',
    shape: 'act',
    summary: "put into the project's bucket what it does not hold yet",
    description:
      'Each zip is kept under the hash of its content and uploaded once. Nobody is served from it before a deployment or `publish` points to it.',
    arguments: names,
    flags: actFlags,
    examples: [
      { command: 'project-lambda upload --env dev', what: 'so that a deployment finds everything there' },
      { command: 'project-lambda upload --env dev --dry-run', what: 'what is missing' },
    ],
    load: () => import('./commands/upload.ts'),
  },
  {
    name: 'publish',
    shape: 'act',
    summary: 'make deployed functions run what was built, without a release; tier full only',
    description:
      'Builds, uploads, updates the code of functions that run another one, and publishes a version of each. No alias is moved unless --alias names it. Layers that no template declares are published too. In other tiers code changes with project-deploy, which checks it before traffic.',
    arguments: names,
    flags: {
      ...actFlags,
      alias: { type: 'string', value: 'NAME', summary: 'then move this alias to the published version' },
    },
    examples: [
      { command: 'project-lambda publish ApiFunction --env dev', what: 'update one function and publish a version' },
      { command: 'project-lambda publish --env dev --alias live', what: 'all functions, and move their traffic' },
    ],
    load: () => import('./commands/publish.ts'),
  },
  {
    name: 'list',
    shape: 'question',
    summary: 'each declared function as it is built here and as it is deployed',
    flags: { ...projectFlags, record: commonFlags.record },
    examples: [{ command: 'project-lambda list --env dev', what: 'versions, sizes, runtimes and their last day' }],
    load: () => import('./commands/list.ts'),
  },
  {
    name: 'diff',
    shape: 'question',
    summary: 'compare what is built with what is deployed, file by file',
    arguments: functions,
    flags: questionFlags,
    examples: [
      { command: 'project-lambda diff ApiFunction --env dev', what: 'which files of it would change' },
      { command: 'project-lambda diff --env prod --detailed-exitcode', what: 'exit with 3 where any differs' },
    ],
    load: () => import('./commands/diff.ts'),
  },
  {
    name: 'invoke',
    shape: 'act',
    summary: 'invoke a function once and show answer, log and numbers',
    description:
      'A function may change anything, so the tier decides: full and limited go ahead, read-only asks a person. Outside tier full it is audited.',
    arguments: [{ name: 'NAME', summary: 'a function by its logical id', required: true }],
    flags: invokeFlags(),
    examples: [
      { command: `project-lambda invoke ApiFunction --env dev --payload '{"rawPath":"/"}'`, what: 'with an event' },
      { command: 'project-lambda invoke ApiFunction --env dev --payload @event.json --tail', what: 'with its log' },
    ],
    load: () => import('./commands/invoke.ts'),
  },
  {
    name: 'why',
    shape: 'question',
    summary: 'what the next build would build, and because of what',
    arguments: names,
    flags: { ...projectFlags, 'detailed-exitcode': commonFlags['detailed-exitcode'] },
    examples: [{ command: 'project-lambda why ApiFunction', what: 'which files or settings changed' }],
    load: () => import('./commands/why.ts'),
  },
  {
    name: 'doctor',
    shape: 'question',
    summary: 'look at tools, runtimes, sizes and limits',
    description: "Builds nothing. With --env the account's own limits are looked at too.",
    flags: { ...projectFlags, record: commonFlags.record },
    examples: [
      { command: 'project-lambda doctor', what: 'what this machine and this project are like' },
      { command: 'project-lambda doctor --env dev', what: 'and the account' },
    ],
    load: () => import('./commands/doctor.ts'),
  },
]

function invokeFlags(): Flags {
  return {
    ...projectFlags,
    record: commonFlags.record,
    payload: { type: 'string', value: 'JSON', summary: 'the event: JSON, @FILE, or - for stdin; default: {}' },
    qualifier: { type: 'string', value: 'VERSION', summary: 'a version or alias; default: $LATEST' },
    tail: { type: 'boolean', summary: 'show the last 4 KB of its log too' },
  }
}
