import { type ErrorTable, ExitCode } from '@project-utils/contract'

/** What this package throws. */
export const errors: ErrorTable = {
  TEMPLATE_SYNTAX: { exit: ExitCode.usage, meaning: 'A template is no valid YAML or JSON, or not a mapping.' },
  TEMPLATE_UNKNOWN_TAG: {
    exit: ExitCode.usage,
    meaning: 'A template uses a short form that CloudFormation does not have.',
  },
  TEMPLATE_STRUCTURE: {
    exit: ExitCode.usage,
    meaning: 'A section, resource, parameter or function of a template does not have the form CloudFormation demands.',
  },
  TEMPLATE_NAME_UNKNOWN: {
    exit: ExitCode.usage,
    meaning: 'A template refers to a resource, parameter or condition that it does not have.',
  },
  TEMPLATE_FUNCTION_UNKNOWN: {
    exit: ExitCode.usage,
    meaning: 'Code was built for a logical id that is no function or layer of the template, or one of the other kind.',
  },
  TEMPLATE_FUNCTION_UNBUILT: {
    exit: ExitCode.usage,
    meaning: 'A function of the template names a local path as its code, or none, and nothing was built for it.',
  },
  TEMPLATE_LAYER_UNBUILT: {
    exit: ExitCode.usage,
    meaning: 'A layer of the template names a local path as its content, or none, and nothing was built for it.',
  },
}
