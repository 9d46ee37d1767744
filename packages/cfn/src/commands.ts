import { type Argument, actFlags, type Command, type Flag, questionFlags } from '@project-utils/cli'

const stacks: readonly Argument[] = [
  { name: 'STACK', summary: 'a stack by its key in the configuration; default: all', multiple: true },
]
const artifacts: Flag = { type: 'string', value: 'FOLDER', summary: 'what `project-lambda package` wrote' }

/** What `project-cfn` can do. */
export const commands: readonly Command[] = [
  {
    name: 'deploy',
    shape: 'act',
    summary: 'create and update stacks, exactly as the plan shows it',
    description:
      'Stacks go in the order of what they take from each other, independent ones side by side. The change set that is shown is the one that is executed. A stack that is as wanted costs one look. Ctrl-C cancels updates and waits until CloudFormation has settled.',
    arguments: stacks,
    flags: { ...actFlags, artifacts },
    examples: [
      { command: 'project-cfn deploy --env dev', what: 'all stacks of dev' },
      { command: 'project-cfn deploy data --env prod', what: 'one stack; prod asks first' },
      {
        command: 'project-cfn deploy --env dev --artifacts dist/lambda',
        what: 'with code from project-lambda package',
      },
    ],
    load: () => import('./commands/deploy.ts'),
  },
  {
    name: 'outputs',
    shape: 'question',
    summary: 'the outputs of the stacks',
    flags: questionFlags,
    examples: [{ command: 'project-cfn outputs --env staging', what: 'all outputs of staging' }],
    load: () => import('./commands/outputs.ts'),
  },
  {
    name: 'package',
    shape: 'act',
    summary: 'templates that point to the bucket instead of local paths',
    description:
      'Code, layers, definitions, scripts, included parts and nested templates that a template names by a local path are packed under the hash of their content. Without --upload nobody is asked: what would go is listed. Folders of code are zipped without what .lambdaignore leaves out.',
    arguments: [
      { name: 'STACK|FILE', summary: 'stacks by their keys, or templates; default: all stacks', multiple: true },
    ],
    flags: {
      ...actFlags,
      upload: { type: 'boolean', summary: 'put into the bucket what it does not hold yet' },
      out: { type: 'string', value: 'FOLDER', summary: 'write the templates there, in the form of their authors' },
      artifacts,
    },
    examples: [
      { command: 'project-cfn package --env dev', what: 'what the templates of dev would bring along' },
      { command: 'project-cfn package app --env dev --upload --out dist/cfn', what: 'for another tool to deploy' },
    ],
    load: () => import('./commands/package.ts'),
  },
]
