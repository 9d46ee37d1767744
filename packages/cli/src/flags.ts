import type { Flag, Flags } from './program.ts'

/** Flags that every command has; a command need not list them. */
export const outputFlags: Flags = {
  json: { type: 'boolean', summary: 'print the result as one JSON document; same as --output json' },
  output: {
    type: 'string',
    value: 'FORM',
    choices: ['text', 'json', 'ndjson'],
    default: 'text',
    summary: 'form of what is printed on stdout',
  },
  quiet: { type: 'boolean', short: 'q', summary: 'print errors only' },
  verbose: { type: 'boolean', short: 'v', summary: 'print causes and stack traces as well' },
  'no-color': { type: 'boolean', summary: 'print without colours (also NO_COLOR)' },
  help: { type: 'boolean', short: 'h', summary: 'print this help' },
}

/** The names of the flags that several commands share. */
export type CommonFlag =
  | 'config'
  | 'project'
  | 'env'
  | 'target'
  | 'region'
  | 'profile'
  | 'set'
  | 'dry-run'
  | 'yes'
  | 'accept-risk'
  | 'detailed-exitcode'
  | 'record'
  | 'wait'

/** Flags that several commands share; each command picks those that apply to it. */
export const commonFlags: Readonly<Record<CommonFlag, Flag>> = {
  config: { type: 'string', short: 'c', value: 'FILE', summary: "the project's YAML file" },
  project: { type: 'string', short: 'p', value: 'NAME', summary: 'the project, where config/ holds several' },
  env: { type: 'string', short: 'e', value: 'NAME', summary: 'the environment, such as dev or local' },
  target: { type: 'string', value: 'local', choices: ['local'], summary: 'point the environment at the local cloud' },
  region: { type: 'string', value: 'REGION', summary: "one of the environment's regions" },
  profile: { type: 'string', value: 'NAME', summary: 'the AWS profile to take credentials from' },
  set: {
    type: 'string',
    multiple: true,
    value: 'KEY=VALUE',
    summary: 'override a value of the YAML, such as values.votesPerDay=5; may be repeated',
  },
  'dry-run': { type: 'boolean', summary: 'show what would be done and do nothing' },
  yes: { type: 'boolean', short: 'y', summary: 'approve without asking; never enough for a read-only environment' },
  'accept-risk': {
    type: 'string',
    multiple: true,
    value: 'SUBJECT',
    summary: 'accept a risk of the plan by the name of what it concerns; may be repeated',
  },
  'detailed-exitcode': { type: 'boolean', summary: 'exit with 3 when changes were found' },
  wait: {
    type: 'string',
    value: 'DURATION',
    alone: '30m',
    summary: 'queue while another run holds the lock, such as 90s, 10m or 2h; alone: 30m',
  },
  record: { type: 'string', value: 'FILE', summary: 'write the AWS calls that were made to a file' },
}

/** The flags by which a project and one of its targets are chosen. */
export const projectFlags: Flags = pick('config', 'project', 'env', 'target', 'region', 'profile', 'set')

/** The flags of a question about a project. */
export const questionFlags: Flags = { ...projectFlags, ...pick('detailed-exitcode', 'record') }

/** The flags of an act on a project. */
export const actFlags: Flags = {
  ...projectFlags,
  ...pick('dry-run', 'yes', 'accept-risk', 'detailed-exitcode', 'record'),
}

function pick(...names: readonly CommonFlag[]): Flags {
  return Object.fromEntries(names.map((name) => [name, commonFlags[name]]))
}
