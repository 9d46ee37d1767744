import { type Document, parseDocument } from 'yaml'
import type { Complaint, Problems } from './problems.ts'
import type { Source } from './source.ts'

/** Parses the source as one YAML 1.2 document; what is wrong with its syntax goes to the problems. */
export function parseSyntax(source: Source, problems: Problems): Document | undefined {
  const document = parseDocument(source.text, {
    version: '1.2',
    schema: 'core',
    // Merge keys and duplicates are handled with places in `parse.ts`; the parser's own check is quadratic.
    merge: false,
    uniqueKeys: false,
    resolveKnownTags: false,
    prettyErrors: false,
    logLevel: 'error',
  })
  // One slip makes the parser stumble several times: only the first is the writer's.
  const error = document.errors.toSorted((a, b) => a.pos[0] - b.pos[0])[0]
  if (error !== undefined) {
    if (source.text.slice(error.pos[0] - 1, error.pos[0] + 1) === '${') {
      problems.add(error.pos[0] - 1, unquotedReference)
      return undefined
    }
    const tab = error.code === 'TAB_AS_INDENT' ? undefined : tabIndentBefore(source.text, error.pos[0])
    problems.add(tab ?? error.pos[0], tab === undefined ? complaint(error.code, error.message) : tabComplaint)
    return undefined
  }
  for (const warning of document.warnings) problems.add(warning.pos[0], complaint(warning.code, warning.message))
  return document
}

const unquotedReference: Complaint = {
  code: 'PROJECT_YAML_SYNTAX',
  message: 'a reference inside { } or [ ] must be in quotes',
  hint: 'write "${…}"',
}

const tabComplaint: Complaint = {
  code: 'PROJECT_YAML_TAB',
  message: 'a tab indents this line; YAML takes only spaces',
  hint: 'replace each tab with two spaces',
}

/** Explanations that say more than the parser's own. */
const explained: Readonly<Record<string, Complaint>> = {
  TAB_AS_INDENT: tabComplaint,
  MULTIPLE_DOCS: {
    code: 'PROJECT_YAML_DOCUMENTS',
    message: 'a second document begins here; a project is described by one',
    hint: 'remove the line "---" and what follows it, or keep one project a file',
  },
  RESOURCE_EXHAUSTION: {
    code: 'PROJECT_YAML_TOO_COMPLEX',
    message: 'lists or maps are nested too deeply',
    hint: 'a configuration needs fewer than 50 levels',
  },
  BLOCK_AS_IMPLICIT_KEY: {
    code: 'PROJECT_YAML_SYNTAX',
    message: 'a second "key: value" begins here although the value before it has not ended',
    hint: 'put it on a line of its own, or write a value that holds ": " in quotes',
  },
  BAD_SCALAR_START: {
    code: 'PROJECT_YAML_SYNTAX',
    message: 'a value without quotes cannot begin with this character',
    hint: 'write the value in quotes',
  },
}

function complaint(code: string, message: string): Complaint {
  if (code === 'TAG_RESOLVE_FAILED') {
    const tag = message.replace(/^Unresolved tag: /, '')
    return {
      code: 'PROJECT_YAML_TAG',
      message: `the tag "${tag}" is not known here`,
      hint: 'tags such as !Ref and !Sub belong in a CloudFormation template; here a reference is "${outputs.stack.Output}"',
    }
  }
  return (
    explained[code] ?? {
      code: 'PROJECT_YAML_SYNTAX',
      message: `this is no YAML: ${message.charAt(0).toLowerCase()}${message.slice(1)}`,
      hint: 'compare indentation, quotes and brackets of this line and the one before',
    }
  )
}

/** A tab among the blanks at the beginning of the line of an error, which is then its cause. */
function tabIndentBefore(text: string, offset: number): number | undefined {
  const start = text.lastIndexOf('\n', offset - 1) + 1
  const tab = /^ *\t/.exec(text.slice(start, start + 200))
  return tab === null ? undefined : start + tab[0].length - 1
}
