import { type Command, type Flags, projectFlags, questionFlags } from '@project-utils/cli'

/** The flags of commands that have results to report. */
const reportFlags: Flags = {
  junit: { type: 'string', value: 'FILE', summary: 'also write the results as JUnit XML' },
  html: {
    type: 'string',
    value: 'FILE',
    summary: 'also write the results as one web page, with requests and responses',
  },
}

/** The flags of commands that run suites. */
const suiteFlags: Flags = {
  ...questionFlags,
  'fail-on': {
    type: 'string',
    value: 'SEVERITY',
    choices: ['error', 'warning'],
    default: 'error',
    summary: 'exit with 1 where a check failed; with warning also where one passed only after a retry',
  },
  artifacts: {
    type: 'string',
    value: 'FOLDER',
    summary: 'where screenshots go; default: project-test-RUN, if there are any',
  },
  browser: {
    type: 'string',
    value: 'FILE',
    summary: 'the Chromium that opens pages (also PROJECT_UTILS_BROWSER); default: an installed one',
  },
  ...reportFlags,
}

/** What `project-test` can do. */
export const commands: readonly Command[] = [
  {
    name: 'smoke',
    shape: 'question',
    summary: 'run the suite smoke of an environment: does what users see work?',
    description:
      'Each step says what it expects, and one that could not fail is refused before anything is sent. Exit 0: all was proved. 1: a check failed; one that could not be run has failed. 2: a suite cannot be run as it is written. 4: the tier refuses it.',
    flags: suiteFlags,
    examples: [
      { command: 'project-test smoke --env staging', what: 'after somebody else deployed' },
      { command: 'project-test smoke --env prod --fail-on warning', what: 'strictly: no step may need a second try' },
      { command: 'project-test smoke --env dev --junit junit.xml --html smoke.html', what: 'with reports' },
    ],
    load: () => import('./commands/smoke.ts'),
  },
  {
    name: 'run',
    shape: 'question',
    summary: 'run suites of the project by name',
    description:
      'Set-up and clean-up always run, the clean-up also after Ctrl-C, and are reported apart. In tier read-only suites that write test data are refused.',
    arguments: [{ name: 'SUITE', summary: 'suites by their names', required: true, multiple: true }],
    flags: {
      ...suiteFlags,
      parallel: { type: 'string', value: 'NUMBER', summary: 'suites that may run at a time; default: 1' },
    },
    examples: [
      { command: 'project-test run smoke --env dev', what: 'one suite' },
      { command: 'project-test run votes reports --env dev --parallel 2', what: 'two suites side by side' },
    ],
    load: () => import('./commands/run.ts'),
  },
  {
    name: 'health',
    shape: 'question',
    endlessWith: 'watch',
    summary:
      'is what an environment holds well? Endpoints, functions, alarms, queues, tables, distributions, certificates',
    description:
      'Looks at what the stacks hold and gives one verdict with its reasons. Exit 0: green, or yellow (degraded). 1: red, or something could not be seen, which is never called healthy. A watch tells what changes and ends with the exit code of its last verdict.',
    flags: {
      ...questionFlags,
      since: { type: 'string', value: 'TIME', default: '15m', summary: 'how far back metrics are read, such as 1h' },
      watch: { type: 'boolean', summary: 'look again and again until Ctrl-C, and tell what changes' },
      interval: { type: 'string', value: 'TIME', default: '30s', summary: 'time between two looks of a watch' },
      html: { type: 'string', value: 'FILE', summary: 'also write the verdict as a web page' },
      'fail-on': {
        type: 'string',
        value: 'SEVERITY',
        choices: ['error', 'warning'],
        default: 'error',
        summary: 'exit with 1 where something is broken or unseen; with warning also where it is degraded',
      },
    },
    examples: [
      { command: 'project-test health --env prod', what: 'one verdict' },
      { command: 'project-test health --env prod --since 1h --html health.html', what: 'of the last hour, as a page' },
      { command: 'project-test health --env prod --watch --interval 1m', what: 'what changes, until Ctrl-C' },
    ],
    load: () => import('./commands/health.ts'),
  },
  {
    name: 'report',
    shape: 'question',
    summary: 'reports of results that were saved with --json',
    description:
      'Prints the results as they were printed then, and writes other forms of them; on GitHub Actions also the job summary and annotations. Nothing is run. Red results stay red: exit 1.',
    arguments: [{ name: 'FILE', summary: 'what --json printed', required: true }],
    flags: reportFlags,
    examples: [
      { command: 'project-test report result.json --html result.html --junit junit.xml', what: 'two more forms' },
    ],
    load: () => import('./commands/report.ts'),
  },
  {
    name: 'record',
    shape: 'question',
    summary: 'a suite of recorded requests: from a HAR file, a curl command or access logs',
    description:
      'Prints YAML for the section suites of a project: one step for each route, the most frequent first, that expects status, content type and shape of what was answered. Nothing is sent. Secrets become references and are never written; what writes is left out unless --writes takes it. With --env addresses become references to outputs of the stacks.',
    arguments: [{ name: 'FILE', summary: 'HAR file, curl command or access log, also by gzip', multiple: true }],
    flags: {
      ...projectFlags,
      curl: { type: 'string', value: 'COMMAND', summary: 'a curl command, as browsers copy it' },
      name: { type: 'string', value: 'NAME', summary: 'name of the suite; default: recorded' },
      limit: { type: 'string', value: 'NUMBER', summary: 'steps at most; default: 20' },
      host: {
        type: 'string',
        value: 'HOST',
        multiple: true,
        summary: 'take requests to this host only; may be repeated',
      },
      base: { type: 'string', value: 'URL', summary: 'where the requests of a log went' },
      writes: { type: 'boolean', summary: 'take requests that write, too; their steps say so' },
      out: { type: 'string', value: 'FILE', summary: 'write the suite into a file that is not there yet' },
      overwrite: { type: 'boolean', summary: 'also into one that is' },
    },
    examples: [
      { command: 'project-test record page.har --env dev', what: 'of what a browser saved' },
      { command: "project-test record --curl 'curl https://api.example.com/reports'", what: 'of a command' },
      { command: 'project-test record logs/*.gz --limit 10 --out smoke.yaml', what: 'of the ten busiest routes' },
    ],
    load: () => import('./commands/record.ts'),
  },
  {
    name: 'list',
    shape: 'question',
    summary: 'the suites of the project, their steps, and which of them write test data',
    flags: projectFlags,
    examples: [{ command: 'project-test list', what: 'all suites' }],
    load: () => import('./commands/list.ts'),
  },
]
