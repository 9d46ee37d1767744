import { type ErrorTable, ExitCode } from '@project-utils/contract'

const { usage } = ExitCode

/** What this package throws, and the codes of the problems it lists. */
export const errors: ErrorTable = {
  PROJECT_INVALID: { exit: usage, meaning: 'The configuration has several problems; each is listed with its place.' },
  PROJECT_CONFIG_NOT_FOUND: {
    exit: usage,
    meaning: 'No configuration file was found, or the named one does not exist.',
  },
  PROJECT_CONFIG_AMBIGUOUS: { exit: usage, meaning: 'Several projects are configured and none was named.' },
  PROJECT_CONFIG_UNREADABLE: { exit: usage, meaning: 'The configuration is a folder, or may not be read.' },
  PROJECT_CONFIG_TOO_LARGE: { exit: usage, meaning: 'The configuration is larger than 1 MiB.' },
  PROJECT_CONFIG_ENCODING: { exit: usage, meaning: 'The configuration is no UTF-8 text.' },
  PROJECT_YAML_SYNTAX: { exit: usage, meaning: 'The configuration is no YAML.' },
  PROJECT_YAML_TAB: { exit: usage, meaning: 'A tab indents a line.' },
  PROJECT_YAML_DOCUMENTS: { exit: usage, meaning: 'The file holds more than one YAML document.' },
  PROJECT_YAML_EMPTY: { exit: usage, meaning: 'The file holds nothing, or only comments.' },
  PROJECT_YAML_ROOT: { exit: usage, meaning: 'The file holds a list or a single value instead of a map.' },
  PROJECT_YAML_TAG: { exit: usage, meaning: 'A YAML tag is not known.' },
  PROJECT_YAML_KEY: { exit: usage, meaning: 'A key is missing, is no plain name, or cannot be used as a name.' },
  PROJECT_YAML_DUPLICATE_KEY: { exit: usage, meaning: 'A map holds a key twice.' },
  PROJECT_YAML_ALIAS: { exit: usage, meaning: 'An alias or merge key points to nothing usable.' },
  PROJECT_YAML_TOO_COMPLEX: { exit: usage, meaning: 'The file nests too deeply, or its aliases multiply too far.' },
  PROJECT_KEY_UNKNOWN: { exit: usage, meaning: 'A key is not part of the vocabulary at this place.' },
  PROJECT_KEY_MISSING: { exit: usage, meaning: 'A key that is needed is absent.' },
  PROJECT_VALUE_INVALID: { exit: usage, meaning: 'A value is of the wrong kind, or outside what is allowed.' },
  PROJECT_VALUE_UNQUOTED: {
    exit: usage,
    meaning: 'A text was read as a number or boolean because it is not in quotes.',
  },
  PROJECT_NAME_INVALID: { exit: usage, meaning: 'A name holds characters that resource names cannot have.' },
  PROJECT_NAME_TOO_LONG: { exit: usage, meaning: 'A name is longer than AWS takes.' },
  PROJECT_NAME_CLASH: { exit: usage, meaning: 'Two stacks of one account and region would get the same name.' },
  PROJECT_NAME_MISMATCH: {
    exit: usage,
    meaning: 'The file that was found describes another project than the named one.',
  },
  PROJECT_ENVIRONMENT_REQUIRED: { exit: usage, meaning: 'Several environments are declared and none was named.' },
  PROJECT_ENVIRONMENT_UNKNOWN: { exit: usage, meaning: 'The named environment is not declared.' },
  PROJECT_REFERENCE_SYNTAX: { exit: usage, meaning: 'A reference is not closed, or is malformed.' },
  PROJECT_REFERENCE_UNKNOWN: { exit: usage, meaning: 'A reference names something that is not declared.' },
  PROJECT_REFERENCE_MISPLACED: { exit: usage, meaning: 'A reference cannot be used at this place.' },
  PROJECT_PATH_MISSING: { exit: usage, meaning: 'A file or folder named in the configuration does not exist.' },
  PROJECT_PATH_INVALID: {
    exit: usage,
    meaning: 'A path is absolute, or names a folder where a file is needed or the reverse.',
  },
  PROJECT_TIER_FORBIDS: { exit: usage, meaning: "A setting is not allowed in the environment's tier." },
  PROJECT_SET_INVALID: {
    exit: usage,
    meaning: 'A value of the command line names nothing declared, or is of another type.',
  },
}
