import { type ErrorTable, ExitCode } from '@project-utils/contract'

/** What this package throws. */
export const errors: ErrorTable = {
  LAMBDA_ALIAS_MOVED: {
    exit: ExitCode.failed,
    meaning: 'Somebody else moved the alias since it was read.',
  },
  LAMBDA_ALIAS_NOT_FOUND: { exit: ExitCode.failed, meaning: 'The alias, or the function it belongs to, is not there.' },
  LAMBDA_ARTIFACT_EMPTY: {
    exit: ExitCode.usage,
    meaning: 'A folder to pack holds no file, or all are left out: Lambda refuses an empty zip.',
  },
  LAMBDA_BOOTSTRAP_MISSING: {
    exit: ExitCode.usage,
    meaning: 'A folder for a runtime of its own (provided.*) has no executable file bootstrap at its root.',
  },
  LAMBDA_BUILD_FAILED: {
    exit: ExitCode.failed,
    meaning: 'A source file holds an error, or an import leads nowhere; each problem has its file and line.',
  },
  LAMBDA_BUILD_VALUE_NAME: {
    exit: ExitCode.usage,
    meaning: 'A build value has a name that source code cannot write after `process.env.`.',
  },
  LAMBDA_CHANGED_MEANWHILE: {
    exit: ExitCode.failed,
    meaning: 'Somebody else changed the function between looking at it and publishing it.',
  },
  LAMBDA_CODE_DIFFERENT: {
    exit: ExitCode.failed,
    meaning: 'The function runs other code than the one to publish.',
  },
  LAMBDA_CODE_UNREADABLE: {
    exit: ExitCode.failed,
    meaning: 'The code of a deployed function could not be downloaded.',
  },
  LAMBDA_CONFIGURATION_DIFFERENT: {
    exit: ExitCode.blocked,
    meaning: 'A deployed function has another runtime, handler or architecture than the code was built for.',
  },
  LAMBDA_CONTRADICTION: {
    exit: ExitCode.usage,
    meaning: 'The configuration says otherwise of a function than the template, which is the truth.',
  },
  LAMBDA_DECORATOR_METADATA: {
    exit: ExitCode.usage,
    meaning: 'Sources need decorator metadata, and the project has no compiler installed that can write it.',
  },
  LAMBDA_ENTRY_AMBIGUOUS: {
    exit: ExitCode.usage,
    meaning: 'Several sources in the folder of a function could hold its handler.',
  },
  LAMBDA_ENTRY_MISSING: {
    exit: ExitCode.usage,
    meaning: 'A function has an entry that is no file, or no source in its folder holds the handler.',
  },
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
  LAMBDA_FILE_UNREADABLE: {
    exit: ExitCode.failed,
    meaning: 'A `package.json` is no JSON object.',
  },
  LAMBDA_FOLDER_UNNAMED: {
    exit: ExitCode.usage,
    meaning: 'The command line does not say where packages are to be written.',
  },
  LAMBDA_FOLDER_UNWRITABLE: { exit: ExitCode.failed, meaning: 'The folder for packages cannot be written to.' },
  LAMBDA_FUNCTION_ABSENT: {
    exit: ExitCode.usage,
    meaning: 'The configuration builds a function that no template declares.',
  },
  LAMBDA_FUNCTION_NOT_FOUND: { exit: ExitCode.failed, meaning: 'The function is not there.' },
  LAMBDA_HANDLER_CALLBACK: {
    exit: ExitCode.failed,
    meaning: 'A handler takes a callback, which its runtime, nodejs24.x or later, refuses.',
  },
  LAMBDA_HANDLER_INVALID: {
    exit: ExitCode.usage,
    meaning: 'A handler is unset, or is not of the form `file.export` inside the artifact.',
  },
  LAMBDA_HANDLER_MISSING: {
    exit: ExitCode.usage,
    meaning: 'The built file does not export what the template names as handler.',
  },
  LAMBDA_HANDLER_STYLE: {
    exit: ExitCode.usage,
    meaning: 'A Python handler is async, is nothing that can be called, or does not take an event and a context.',
  },
  LAMBDA_IMAGE_BUILD_FAILED: { exit: ExitCode.failed, meaning: 'The container engine could not build an image.' },
  LAMBDA_IMAGE_CONTEXT: {
    exit: ExitCode.usage,
    meaning: "An image's build context or its Dockerfile is not there, or cannot be read.",
  },
  LAMBDA_IMAGE_ENGINE_MISSING: {
    exit: ExitCode.failed,
    meaning: 'A function is a container image that must be built, and this machine has no container engine.',
  },
  LAMBDA_IMAGE_ENGINE_STOPPED: {
    exit: ExitCode.failed,
    meaning: 'A function is a container image that must be built, and the container engine does not run.',
  },
  LAMBDA_IMAGE_NOT_LOCAL: {
    exit: ExitCode.usage,
    meaning: 'A function is a container image, which the local cloud does not run.',
  },
  LAMBDA_IMAGE_PLATFORM: {
    exit: ExitCode.failed,
    meaning: 'The container engine cannot build for the architecture of the function.',
  },
  LAMBDA_IMAGE_PUSH_FAILED: {
    exit: ExitCode.failed,
    meaning: 'An image could not be pushed to ECR, or what was pushed is none that Lambda takes.',
  },
  LAMBDA_IMAGE_REPOSITORY_MISSING: {
    exit: ExitCode.failed,
    meaning: 'The ECR repository that an image is to be pushed to does not exist.',
  },
  LAMBDA_INSTALLER_MISSING: {
    exit: ExitCode.usage,
    meaning: 'Python packages are to be installed, and there is neither uv nor a Python with pip.',
  },
  LAMBDA_INSTALL_FAILED: {
    exit: ExitCode.failed,
    meaning: 'The packages of a lock file, or those that a Python function requires, could not be installed.',
  },
  LAMBDA_INVOKE_FAILED: { exit: ExitCode.failed, meaning: 'The function was invoked and ended with an error.' },
  LAMBDA_INVOKE_UNSURE: {
    exit: ExitCode.incomplete,
    meaning: 'No answer came from an invocation: the function may have run.',
  },
  LAMBDA_LAYER_ABSENT: {
    exit: ExitCode.usage,
    meaning: 'The configuration builds a layer that no template declares.',
  },
  LAMBDA_LOCK_MISSING: {
    exit: ExitCode.usage,
    meaning: 'Production dependencies are to be packed, and no lock file says their versions.',
  },
  LAMBDA_LOCK_UNUSABLE: {
    exit: ExitCode.usage,
    meaning:
      'A lock file is damaged, contradicts package.json or the folders of its workspace, lacks what the machine needs, or is of a kind that is not installed from.',
  },
  LAMBDA_MODULE_TYPE: {
    exit: ExitCode.usage,
    meaning: 'A packed package.json would make a CommonJS bundle an ES module.',
  },
  LAMBDA_NAME_UNKNOWN: {
    exit: ExitCode.usage,
    meaning: 'The command line names a function or layer that the project does not build.',
  },
  LAMBDA_NATIVE_MISMATCH: {
    exit: ExitCode.failed,
    meaning: 'An artifact holds machine code that its machine cannot run: another system, processor or C library.',
  },
  LAMBDA_NATIVE_MISSING: {
    exit: ExitCode.failed,
    meaning:
      'A package lacks its machine code for the machine: it is compiled or downloaded at installation, or not installed.',
  },
  LAMBDA_NOT_PUBLISHABLE: {
    exit: ExitCode.usage,
    meaning: 'A layer or a container image that a template names goes with its stack, not by itself.',
  },
  LAMBDA_NO_BUCKET: {
    exit: ExitCode.blocked,
    meaning: 'The account has no project-utils bucket yet, in which artifacts, locks and the audit trail are kept.',
  },
  LAMBDA_PACKAGE_MANAGER_MISSING: {
    exit: ExitCode.usage,
    meaning: 'The package manager that wrote the lock file is not on the PATH, and npm is not there to fetch it.',
  },
  LAMBDA_PATH_INVALID: {
    exit: ExitCode.failed,
    meaning: 'A package holds a link out of itself, or a path that leads outside of the folder it is installed to.',
  },
  LAMBDA_PAYLOAD_INVALID: {
    exit: ExitCode.usage,
    meaning: 'The payload of an invocation is no JSON, or its file cannot be read.',
  },
  LAMBDA_PLUGINS_INVALID: {
    exit: ExitCode.usage,
    meaning: "The module of a function's plug-ins cannot be loaded, or gives no list of esbuild plug-ins.",
  },
  LAMBDA_REQUIREMENTS_INVALID: {
    exit: ExitCode.usage,
    meaning: 'A file that names Python packages is damaged or stale, or names something that is no wheel.',
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
  LAMBDA_SECRET_FOUND: {
    exit: ExitCode.usage,
    meaning: 'An artifact would hold a file that looks like a secret, and `allow` does not name it.',
  },
  LAMBDA_SETTING_INVALID: {
    exit: ExitCode.usage,
    meaning: "A setting of a function is outside Lambda's own limits.",
  },
  LAMBDA_SOURCE_UNCOMPILED: {
    exit: ExitCode.usage,
    meaning: 'A folder that is packed as it is has the file of its handler in TypeScript only.',
  },
  LAMBDA_STILL_UPDATING: {
    exit: ExitCode.running,
    meaning: 'The function is still being updated after the longest wait; it goes on without the tool.',
  },
  LAMBDA_TIER: {
    exit: ExitCode.blocked,
    meaning: 'Outside tier full the code of a function changes only with a release.',
  },
  LAMBDA_TOO_LARGE: {
    exit: ExitCode.failed,
    meaning: "An artifact is larger than Lambda's limit; what weighs most is listed.",
  },
  LAMBDA_UPDATE_FAILED: {
    exit: ExitCode.failed,
    meaning: 'Lambda could not bring the function, or the published version, into service.',
  },
  LAMBDA_WHEEL_MISSING: {
    exit: ExitCode.usage,
    meaning: "A Python package has no wheel for the function's Python and machine, and nothing is compiled.",
  },
  LAMBDA_WHEEL_UNSAFE: {
    exit: ExitCode.failed,
    meaning: 'A wheel holds a file that would lie outside of its folder, or something that is no file.',
  },
}
