import { type ErrorTable, ExitCode } from '@project-utils/contract'

/** What this package throws, and the codes of the refusals it plans. */
export const errors: ErrorTable = {
  CFN_TEMPLATE_TOO_LARGE: {
    exit: ExitCode.usage,
    meaning: 'A template is larger than CloudFormation takes: 51,200 bytes inline, 1 MB from a bucket.',
  },
  CFN_ARTIFACTS_INVALID: {
    exit: ExitCode.usage,
    meaning: 'The folder given with `--artifacts` was not written by `project-lambda package`, or is incomplete.',
  },
  CFN_CODE_UNBUILT: {
    exit: ExitCode.usage,
    meaning: 'The configuration builds a function or layer whose code was not given.',
  },
  CFN_GRAPH_MIXED: { exit: ExitCode.usage, meaning: 'A graph was asked of stacks and of templates at once.' },
  CFN_IMPORT_INVALID: {
    exit: ExitCode.usage,
    meaning: 'A resource to be imported is not in the template, is not kept by it, or is not in the account.',
  },
  CFN_NESTED_LOOP: { exit: ExitCode.usage, meaning: 'A template nests itself.' },
  CFN_NO_BUCKET: {
    exit: ExitCode.blocked,
    meaning:
      'The account has no project-utils bucket yet, in which templates, code, locks and the audit trail are kept.',
  },
  CFN_PACKAGE_EMPTY: { exit: ExitCode.usage, meaning: 'A folder to package holds no file, or all are left out.' },
  CFN_PACKAGE_TOO_LARGE: {
    exit: ExitCode.usage,
    meaning: 'What a template names is larger than AWS takes: 250 MB of code unpacked, 5 GB for any other file.',
  },
  CFN_PATH_KIND: {
    exit: ExitCode.usage,
    meaning: 'A template names a folder where a file is needed, or something that is neither.',
  },
  CFN_PATH_MISSING: { exit: ExitCode.usage, meaning: 'A template names a file or folder that is not there.' },
  CFN_PATH_OUTSIDE: {
    exit: ExitCode.usage,
    meaning: "A template names a file or folder outside of the project's folder.",
  },
  CFN_TEMPLATE_REFUSED: {
    exit: ExitCode.usage,
    meaning: 'A template breaks a rule of validation: AWS would refuse it. Nothing was asked yet.',
  },
  CFN_TEMPLATE_UNREADABLE: { exit: ExitCode.usage, meaning: 'A template that was named cannot be read.' },
  CFN_VALIDATE_HOW: { exit: ExitCode.usage, meaning: 'A flag of `validate` does not fit what is validated.' },
  CFN_SARIF_FILE: { exit: ExitCode.usage, meaning: 'The file given with `--sarif` cannot be written.' },
  CFN_TEMPLATES_INVALID: {
    exit: ExitCode.usage,
    meaning: 'Several things are wrong with the templates; each is told with its own code.',
  },
  CFN_STACK_UNKNOWN: {
    exit: ExitCode.usage,
    meaning: 'The command line names a stack that the project does not have.',
  },
  CFN_PROTECT_HOW: { exit: ExitCode.usage, meaning: 'The command line says neither on nor off.' },
  CFN_POLICY_INVALID: { exit: ExitCode.usage, meaning: "A stack policy's file is no stack policy." },
  CFN_CODE_CHANGED: { exit: ExitCode.failed, meaning: 'A file that a template points to went away meanwhile.' },
  CFN_OUTPUT_UNKNOWN: {
    exit: ExitCode.usage,
    meaning: 'A stack takes an output that another stack does not have, and this run does not make.',
  },
  CFN_SECRET_FOUND: {
    exit: ExitCode.usage,
    meaning: 'A folder of code that a template names holds a file that looks like a secret.',
  },
  CFN_STEP_INVALID: { exit: ExitCode.usage, meaning: 'A plan holds a stack step that this version cannot read.' },
  CFN_CHANGE_SET_FAILED: {
    exit: ExitCode.failed,
    meaning: 'CloudFormation refused a change set; the environment is unchanged.',
  },
  CFN_CHANGE_SET_GONE: {
    exit: ExitCode.blocked,
    meaning: 'A prepared change set can no longer be executed; the plan must be made again.',
  },
  CFN_NEW_RISK: {
    exit: ExitCode.blocked,
    meaning: 'A change set made at its turn shows a risk that the approved plan did not.',
  },
  CFN_RESOURCE_EXISTS: {
    exit: ExitCode.blocked,
    meaning: 'A resource of a name that the template fixes exists already outside the stack.',
  },
  CFN_STACK_LOOP: { exit: ExitCode.usage, meaning: 'Stacks of the project wait for each other in a circle.' },
  CFN_EXPORT_IN_USE: {
    exit: ExitCode.blocked,
    meaning: 'An export would go or change while another stack imports it.',
  },
  CFN_UPDATE_REFUSED: { exit: ExitCode.blocked, meaning: 'AWS would refuse the update while it executes.' },
  CFN_STACK_POLICY: { exit: ExitCode.blocked, meaning: "The stack's own policy forbids a change of the plan." },
  CFN_AGAINST_UNKNOWN: {
    exit: ExitCode.usage,
    meaning: 'What templates are to be compared with is neither a file nor a revision of git.',
  },
  CFN_PLAN_FILE: {
    exit: ExitCode.usage,
    meaning: 'A file is no plan that this version can read, or could not be written.',
  },
  CFN_PLAN_CHANGED: { exit: ExitCode.blocked, meaning: 'A plan in a file is not as it was written.' },
  CFN_PLAN_EXPIRED: { exit: ExitCode.blocked, meaning: 'A plan in a file is too old to be executed.' },
  CFN_PLAN_MOVED_ON: {
    exit: ExitCode.blocked,
    meaning: 'What is there is no longer what a plan in a file was made for; the plan must be made again.',
  },
  CFN_STACK_BUSY: { exit: ExitCode.running, meaning: 'An operation runs on the stack.' },
  CFN_DELETE_BLOCKED: {
    exit: ExitCode.blocked,
    meaning: 'A stack holds something that AWS does not delete as it is, such as a bucket that is not empty.',
  },
  CFN_RETAIN_TOO_EARLY: {
    exit: ExitCode.blocked,
    meaning: 'Resources can be left in the account by name only where a deletion has failed.',
  },
  CFN_STACK_PROTECTED: {
    exit: ExitCode.blocked,
    meaning: 'A stack would have to be deleted, but is protected or still holds resources.',
  },
  CFN_STACK_PAUSED: {
    exit: ExitCode.incomplete,
    meaning: 'A failed operation left the stack half-way with rollback disabled.',
  },
  CFN_ROLLBACK_FAILED: { exit: ExitCode.incomplete, meaning: 'A rollback failed; it must be continued first.' },
  CFN_DELETE_FAILED: { exit: ExitCode.incomplete, meaning: 'A stack could not be deleted; it names what blocks.' },
  CFN_IMPORT_FAILED: { exit: ExitCode.incomplete, meaning: 'The rollback of an import failed; a person must look.' },
  CFN_STACK_FAILED: {
    exit: ExitCode.failed,
    meaning: 'A stack operation failed and CloudFormation restored the former state.',
  },
  CFN_STACK_STUCK: {
    exit: ExitCode.incomplete,
    meaning: 'A stack operation failed and its rollback did not end well.',
  },
  CFN_CANCELLED: { exit: ExitCode.failed, meaning: 'An update was cancelled by a signal and rolled back.' },
  CFN_STILL_RUNNING: {
    exit: ExitCode.running,
    meaning: 'The operation goes on in AWS, but it could not be watched to its end.',
  },
}
