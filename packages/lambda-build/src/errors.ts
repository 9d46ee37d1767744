import { type ErrorTable, ExitCode } from '@project-utils/contract'

/** What this package throws. */
export const errors: ErrorTable = {
  LAMBDA_ALIAS_MOVED: {
    exit: ExitCode.failed,
    meaning: 'Somebody else moved the alias since it was read.',
  },
  LAMBDA_ALIAS_NOT_FOUND: { exit: ExitCode.failed, meaning: 'The alias, or the function it belongs to, is not there.' },
  LAMBDA_BUILD_FAILED: {
    exit: ExitCode.failed,
    meaning: 'A source file holds an error, or an import leads nowhere; each problem has its file and line.',
  },
  LAMBDA_BUILD_VALUE_NAME: {
    exit: ExitCode.usage,
    meaning: 'A build value has a name that source code cannot write after `process.env.`.',
  },
  LAMBDA_CACHE_UNWRITABLE: { exit: ExitCode.failed, meaning: 'The folder for built artifacts cannot be written to.' },
  LAMBDA_CHANGED_MEANWHILE: {
    exit: ExitCode.failed,
    meaning: 'Somebody else changed the function between looking at it and publishing it.',
  },
  LAMBDA_CODE_DIFFERENT: {
    exit: ExitCode.failed,
    meaning: 'The function runs other code than the one to publish.',
  },
  LAMBDA_CONTRADICTION: {
    exit: ExitCode.usage,
    meaning: 'The configuration says otherwise of a function than the template, which is the truth.',
  },
  LAMBDA_DECORATOR_METADATA: {
    exit: ExitCode.usage,
    meaning: 'The tsconfig asks for decorator metadata, which the bundler would drop silently.',
  },
  LAMBDA_ENTRY_MISSING: { exit: ExitCode.usage, meaning: 'A function has an entry that is no file.' },
  LAMBDA_ENVIRONMENT_INVALID: {
    exit: ExitCode.usage,
    meaning: 'A function has a variable that Lambda reserves or cannot take, or more than 4 KB of them.',
  },
  LAMBDA_EXTERNAL_CONFLICT: {
    exit: ExitCode.usage,
    meaning: 'Two parts of one function need different copies of the same external package.',
  },
  LAMBDA_EXTERNAL_MISSING: {
    exit: ExitCode.usage,
    meaning: 'An external package, or a package it depends on, is not installed.',
  },
  LAMBDA_EXTERNAL_NATIVE: {
    exit: ExitCode.usage,
    meaning: 'An external package holds machine code, of which nobody can prove that it fits the function.',
  },
  LAMBDA_FUNCTION_ABSENT: {
    exit: ExitCode.usage,
    meaning: 'The configuration builds a function that no template declares.',
  },
  LAMBDA_FUNCTION_NOT_FOUND: { exit: ExitCode.failed, meaning: 'The function is not there.' },
  LAMBDA_HANDLER_INVALID: {
    exit: ExitCode.usage,
    meaning: 'A handler is unset, or is not of the form `file.export` inside the artifact.',
  },
  LAMBDA_HANDLER_MISSING: {
    exit: ExitCode.usage,
    meaning: 'The built file does not export what the template names as handler.',
  },
  LAMBDA_LAYER_ABSENT: {
    exit: ExitCode.usage,
    meaning: 'The configuration builds a layer that no template declares.',
  },
  LAMBDA_PATH_INVALID: {
    exit: ExitCode.failed,
    meaning: 'An artifact would hold a path twice, or one that leads outside.',
  },
  LAMBDA_RUNTIME_BLOCKED: {
    exit: ExitCode.usage,
    meaning: 'By its life cycle AWS makes no new functions with the runtime, or changes none that have it.',
  },
  LAMBDA_RUNTIME_UNKNOWN: { exit: ExitCode.usage, meaning: 'The runtime is none that Lambda has.' },
  LAMBDA_RUNTIME_UNSUPPORTED: {
    exit: ExitCode.usage,
    meaning: 'A function to build from source has a runtime other than Node.js and Python.',
  },
  LAMBDA_SETTING_INVALID: {
    exit: ExitCode.usage,
    meaning: "A setting of a function is outside Lambda's own limits.",
  },
  LAMBDA_STILL_UPDATING: {
    exit: ExitCode.running,
    meaning: 'The function is still being updated after the longest wait; it goes on without the tool.',
  },
  LAMBDA_TOO_LARGE: {
    exit: ExitCode.failed,
    meaning: "An artifact is larger than Lambda's limit; what weighs most is listed.",
  },
  LAMBDA_UPDATE_FAILED: {
    exit: ExitCode.failed,
    meaning: 'Lambda could not bring the function, or the published version, into service.',
  },
}
