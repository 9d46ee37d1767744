import {
  type Argument,
  actFlags,
  type Command,
  type Flag,
  type Flags,
  projectFlags,
  questionFlags,
} from '@project-utils/cli'

const stacks: readonly Argument[] = [
  { name: 'STACK', summary: 'a stack by its key in the configuration; default: all', multiple: true },
]
const imports: Flag = {
  type: 'string',
  multiple: true,
  value: 'RESOURCE[=IDENTIFIER]',
  summary:
    'take what is there already into its stack: by its name in the template, or by what identifies it; may be repeated',
}
const artifacts: Flag = { type: 'string', value: 'FOLDER', summary: 'what `project-lambda package` wrote' }

/** What `project-cfn` can do. */
export const commands: readonly Command[] = [
  {
    name: 'graph',
    shape: 'question',
    summary: 'what is in the stacks and what refers to what, as text, Mermaid or SVG; asks nobody',
    description:
      'Resources by stack, with their references, their exports and imports, and outputs that become parameters of other stacks. Resources whose condition is false in the environment are left out. SVG has light and dark colours, and details where the pointer stands.',
    arguments: [
      { name: 'STACK|FILE', summary: 'stacks by their keys, or templates; default: all stacks', multiple: true },
    ],
    flags: {
      ...projectFlags,
      form: {
        type: 'string',
        value: 'FORM',
        choices: ['text', 'mermaid', 'svg'],
        default: 'text',
        summary: 'what the graph is written as',
      },
    },
    examples: [
      { command: 'project-cfn graph --env dev', what: 'all stacks, as text' },
      { command: 'project-cfn graph app --env dev --form mermaid', what: 'for a page that draws Mermaid' },
      { command: 'project-cfn graph template.yaml --form svg > graph.svg', what: 'any template, as a picture' },
    ],
    load: () => import('./commands/graph.ts'),
  },
  {
    name: 'validate',
    shape: 'question',
    summary: 'what AWS would refuse in templates, and what a team should know; asks nobody',
    description:
      'Without files all stacks of the project are checked, in every environment with its parameters; --env takes one. With files any template is, also without a configuration. Errors are what AWS would refuse. A resource or a template may suppress a rule under Metadata: ProjectUtils: { suppress: [{ rule, reason }] }.',
    arguments: [{ name: 'FILE', summary: 'templates; default: the stacks of the project', multiple: true }],
    flags: {
      ...projectFlags,
      'fail-on': {
        type: 'string',
        value: 'SEVERITY',
        choices: ['error', 'warning', 'info', 'never'],
        default: 'error',
        summary: 'exit with 1 where a finding is at least this severe',
      },
      sarif: { type: 'string', value: 'FILE', summary: 'write the findings as SARIF 2.1.0, for code scanners' },
      annotations: { type: 'boolean', summary: 'print annotations of GitHub Actions; there by default' },
      parameter: {
        type: 'string',
        multiple: true,
        value: 'NAME=VALUE',
        summary: 'a parameter of a template that is named; may be repeated',
      },
      capability: {
        type: 'string',
        multiple: true,
        value: 'NAME',
        summary: 'what the deployment of a named template will allow, to have it checked; may be repeated',
      },
    },
    examples: [
      { command: 'project-cfn validate', what: 'all stacks in all environments' },
      { command: 'project-cfn validate template.yaml --fail-on warning', what: 'any template, strictly' },
      {
        command: 'project-cfn validate --env prod --sarif validate.sarif',
        what: 'one environment, for a code scanner',
      },
    ],
    load: () => import('./commands/validate.ts'),
  },
  {
    name: 'plan',
    aliases: ['diff'],
    shape: 'act',
    summary: 'what deploying stacks would do: resources, properties, causes, risks',
    description:
      'Makes a change set where only CloudFormation knows what would happen, and removes it again: nothing is left behind. With --out it stays, and the plan is written to a file: project-cfn deploy --plan FILE executes exactly that, later or elsewhere, and refuses where the stack has moved on.',
    arguments: stacks,
    flags: {
      ...without(actFlags, 'dry-run', 'yes'),
      artifacts,
      import: imports,
      out: { type: 'string', value: 'FILE', summary: 'keep the change sets, and write the plan to be executed later' },
      against: {
        type: 'string',
        value: 'REVISION|FILE',
        summary: 'compare templates with those of a git revision, or with a file, without asking AWS',
      },
      markdown: { type: 'boolean', summary: 'print Markdown, for a pull request or the summary of a CI step' },
    },
    examples: [
      { command: 'project-cfn plan --env staging', what: 'all stacks of staging' },
      { command: 'project-cfn plan --env prod --out prod.plan', what: 'to be reviewed, and executed as reviewed' },
      { command: 'project-cfn diff app --env prod --markdown', what: 'for the comment on a pull request' },
      { command: 'project-cfn diff --env prod --against main', what: 'against another branch, without an account' },
    ],
    load: () => import('./commands/plan.ts'),
  },
  {
    name: 'deploy',
    shape: 'act',
    summary: 'create and update stacks, exactly as the plan shows it',
    description:
      'Stacks go in the order of what they take from each other, independent ones side by side. The change set that is shown is the one that is executed. A stack that is as wanted costs one look. Ctrl-C cancels updates and waits until CloudFormation has settled.',
    arguments: stacks,
    flags: {
      ...actFlags,
      artifacts,
      import: imports,
      plan: { type: 'string', value: 'FILE', summary: 'execute what project-cfn plan --out wrote, and nothing else' },
    },
    examples: [
      { command: 'project-cfn deploy --env dev', what: 'all stacks of dev' },
      { command: 'project-cfn deploy data --env prod', what: 'one stack; prod asks first' },
      {
        command: 'project-cfn deploy --env dev --artifacts dist/lambda',
        what: 'with code from project-lambda package',
      },
      { command: 'project-cfn deploy data --env dev --import Reports', what: 'take over a table that exists already' },
    ],
    load: () => import('./commands/deploy.ts'),
  },
  {
    name: 'status',
    shape: 'question',
    summary: 'what each stack is in, what that allows next, and whether somebody else changed it',
    arguments: stacks,
    flags: questionFlags,
    examples: [{ command: 'project-cfn status --env staging', what: 'all stacks of staging' }],
    load: () => import('./commands/status.ts'),
  },
  {
    name: 'events',
    shape: 'endless',
    summary: 'what CloudFormation did last to each stack, nested stacks too; with --follow as it happens',
    arguments: stacks,
    flags: {
      ...questionFlags,
      follow: { type: 'boolean', short: 'f', summary: 'go on until Ctrl-C, also through the next operations' },
      failed: { type: 'boolean', summary: 'only what failed' },
    },
    examples: [
      { command: 'project-cfn events app --env dev', what: 'the last operation of one stack' },
      { command: 'project-cfn events --env dev --follow --output ndjson', what: 'one event a line, as it happens' },
    ],
    load: () => import('./commands/events.ts'),
  },
  {
    name: 'outputs',
    shape: 'question',
    summary: 'the outputs of the stacks',
    arguments: stacks,
    flags: questionFlags,
    examples: [{ command: 'project-cfn outputs --env staging', what: 'all outputs of staging' }],
    load: () => import('./commands/outputs.ts'),
  },
  {
    name: 'list',
    shape: 'question',
    summary: "the stacks of the environment, and all others whose names begin with the project's",
    flags: questionFlags,
    examples: [{ command: 'project-cfn list --env dev', what: 'declared, nested and foreign stacks' }],
    load: () => import('./commands/list.ts'),
  },
  {
    name: 'protect',
    shape: 'act',
    summary: 'turn the termination protection of stacks on or off',
    description:
      'What the configuration says (`protect`, by default true outside tier full) is put back by the next deployment.',
    arguments: [{ name: 'on|off', summary: 'whether stacks refuse to be deleted', required: true }, ...stacks],
    flags: actFlags,
    examples: [
      { command: 'project-cfn protect on --env staging', what: 'all stacks of staging' },
      { command: 'project-cfn protect off data --env dev', what: 'so that one can be deleted' },
    ],
    load: () => import('./commands/protect.ts'),
  },
  {
    name: 'delete',
    shape: 'act',
    summary: 'delete stacks, after naming all that goes with them',
    description:
      'Nothing is emptied unasked, and what the templates retain stays and is listed afterwards. Refused while a stack is protected, while others import its exports, or while it holds what AWS does not delete. Data loss must be accepted by name.',
    arguments: stacks,
    flags: {
      ...actFlags,
      retain: {
        type: 'string',
        multiple: true,
        value: 'RESOURCE',
        summary: 'leave this resource in the account; only after a failed deletion; may be repeated',
      },
    },
    examples: [
      { command: 'project-cfn delete app --env dev --dry-run', what: 'what would go' },
      { command: 'project-cfn delete --env dev', what: 'all stacks of dev, in order' },
    ],
    load: () => import('./commands/delete.ts'),
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

function without(flags: Flags, ...names: readonly string[]): Flags {
  return Object.fromEntries(Object.entries(flags).filter(([name]) => !names.includes(name)))
}
