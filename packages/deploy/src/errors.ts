import { type ErrorTable, ExitCode } from '@project-utils/contract'

/** What this package reports. */
export const errors: ErrorTable = {
  DEPLOY_NO_BUCKET: {
    exit: ExitCode.blocked,
    meaning: 'The account has no project-utils bucket yet, and the tier does not let a deployment make it.',
  },
  DEPLOY_HOOK_FAILED: { exit: ExitCode.failed, meaning: 'A hook of the project ended with an exit code other than 0.' },
  DEPLOY_GATE_FAILED: {
    exit: ExitCode.unverified,
    meaning: 'The new version failed its gate; traffic stayed where it was.',
  },
  DEPLOY_SUITE_FAILED: { exit: ExitCode.unverified, meaning: 'A suite failed on the public URL after the release.' },
  DEPLOY_UNDO_REFUSED: {
    exit: ExitCode.incomplete,
    meaning: 'A release whose gate or check failed could not be taken back.',
  },
  DEPLOY_RELEASE_UNKNOWN: { exit: ExitCode.usage, meaning: 'No release of that id or number is recorded.' },
  DEPLOY_RELEASE_UNFIT: {
    exit: ExitCode.blocked,
    meaning: 'The release did not succeed, or the environment was destroyed since: it is no place to return to.',
  },
  DEPLOY_NOTHING_BEFORE: { exit: ExitCode.blocked, meaning: 'There is no good release to return to.' },
  DEPLOY_NOT_KEPT: {
    exit: ExitCode.blocked,
    meaning: 'Something that returning to the release needs is not kept any more; it is named.',
  },
  DEPLOY_BLOB_GONE: {
    exit: ExitCode.failed,
    meaning: 'A build that another machine stored was removed from the bucket while it was being deployed.',
  },
  DEPLOY_LAYER_TWICE: { exit: ExitCode.usage, meaning: 'Two templates declare a layer that the project builds.' },
  DEPLOY_LAYER_UNKNOWN: {
    exit: ExitCode.usage,
    meaning: 'The configuration builds a layer that no template declares.',
  },
  DEPLOY_LOCAL_PATH: {
    exit: ExitCode.usage,
    meaning: 'A template names a file of this machine that a release does not upload.',
  },
  DEPLOY_OUTPUT_UNKNOWN: {
    exit: ExitCode.usage,
    meaning: 'The configuration refers to an output that the stack does not have.',
  },
  DEPLOY_FUNCTION_UNKNOWN: {
    exit: ExitCode.usage,
    meaning: 'The configuration builds a function that no template declares.',
  },
  DEPLOY_FUNCTION_TWICE: { exit: ExitCode.usage, meaning: 'Two templates declare a function that the project builds.' },
  DEPLOY_PARAMETER_UNKNOWN: {
    exit: ExitCode.usage,
    meaning: 'The configuration sets a parameter that the template does not have.',
  },
  DEPLOY_PARAMETER_MISSING: {
    exit: ExitCode.usage,
    meaning: 'A parameter of the template has neither a default nor a value in the configuration.',
  },
  DEPLOY_PARAMETER_MANAGED: {
    exit: ExitCode.usage,
    meaning: 'The configuration sets the version of an alias that releases move.',
  },
  DEPLOY_SECRET_PUBLIC: {
    exit: ExitCode.usage,
    meaning: 'A secure parameter would be published with the site, where everybody can read it.',
  },
  DEPLOY_INVALID: {
    exit: ExitCode.usage,
    meaning: 'Configuration and templates do not fit together; each problem is listed with its place.',
  },
  DEPLOY_ALIAS_MISSING: { exit: ExitCode.incomplete, meaning: 'A managed alias that the stack declares is not there.' },
  DEPLOY_HISTORY_FILE: { exit: ExitCode.usage, meaning: 'The file of --html cannot be written.' },
  DEPLOY_LIMIT: { exit: ExitCode.usage, meaning: '--limit was given something else than a whole number.' },
  DEPLOY_LOCK_ALIVE: {
    exit: ExitCode.blocked,
    meaning: 'The lock that should be removed is still renewed by its holder, and its run was not named.',
  },
  DEPLOY_PLAN_FILE: {
    exit: ExitCode.usage,
    meaning: 'A file is no plan of a release that this version can read, is for another target, or cannot be written.',
  },
  DEPLOY_PLAN_CHANGED: { exit: ExitCode.blocked, meaning: 'The plan of a release is not as it was written.' },
  DEPLOY_PLAN_EXPIRED: { exit: ExitCode.blocked, meaning: 'The plan of a release is too old to be applied.' },
  DEPLOY_PLAN_MOVED_ON: {
    exit: ExitCode.blocked,
    meaning: 'What is there, or what is checked out, is not what the plan of a release was made from.',
  },
  DEPLOY_STACK_LOOP: { exit: ExitCode.usage, meaning: 'Stacks take outputs of each other in a circle.' },
  DEPLOY_NOTHING_TO_WATCH: { exit: ExitCode.usage, meaning: 'The environment has no bucket yet, so no run to follow.' },
  DEPLOY_PROTECTED: { exit: ExitCode.blocked, meaning: 'A stack that should be deleted has termination protection.' },
  DEPLOY_HOLDS_DATA: { exit: ExitCode.blocked, meaning: 'A resource that should be deleted holds data nobody named.' },
  DEPLOY_CANNOT_DELETE: { exit: ExitCode.failed, meaning: 'A resource is of a type that this tool does not delete.' },
  DEPLOY_UNKNOWN_RESOURCE: {
    exit: ExitCode.usage,
    meaning: 'A resource that was named for deletion is not one that the environment would retain.',
  },
}
