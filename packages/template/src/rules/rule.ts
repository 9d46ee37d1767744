import type { Severity, Tier } from '@project-utils/contract'
import type { ReadFile } from '../expand/include.ts'
import type { ResolvedTemplate } from '../resolve.ts'
import type { RuntimeDates } from '../runtimes.ts'
import type { SchemaBook } from '../schema/schema-book.ts'
import type { Template } from '../template.ts'
import type { TemplatePath } from '../value.ts'

/** What another stack of the same project exports and imports, as far as names are known before it is deployed. */
export interface OtherStack {
  readonly name: string
  readonly exports: readonly string[]
  readonly imports: readonly string[]
  /** True where it exports something whose name is known only later. */
  readonly isOpen: boolean
}

/** What is known of the place a template is meant for; rules that need a fact are silent where it is missing. */
export interface ValidationSetting {
  readonly project?: string
  readonly environment?: string
  readonly tier?: Tier
  readonly region?: string
  readonly account?: string
  readonly stackName?: string
  /** Parameter values given beside the template's defaults; undefined: nobody knows which will be given. */
  readonly given?: Readonly<Record<string, string>>
  /** Names of parameters whose given value is known only later, such as an output of another stack. */
  readonly pending?: readonly string[]
  /** Bytes of the template as it would be sent; undefined: not judged. */
  readonly bytes?: number
  /** The project's other stacks; undefined: the template stands alone. */
  readonly others?: readonly OtherStack[]
  /** Reads what `AWS::Include` names; without it includes stay unknown. */
  readonly readFile?: ReadFile
  /** The capabilities the deployment allows, such as `CAPABILITY_NAMED_IAM`; undefined: nobody knows. */
  readonly capabilities?: readonly string[]
  /** Names of the tags that the stack gives to its resources; undefined: nobody knows. */
  readonly stackTags?: readonly string[]
  /** Dates of runtimes that the project knows better than the table. */
  readonly runtimes?: Readonly<Record<string, RuntimeDates>>
  /** The day, as `2026-11-30`, that dated facts (retired runtimes) are judged on; undefined: they are not judged. */
  readonly today?: string
}

/** What a rule looks at. */
export interface RuleInput {
  /** As it stands in the file, with its loops; default: `template`. */
  readonly written?: Template
  /** With loops expanded and includes put in, with the places where they are written. */
  readonly template: Template
  /** Under the given (or default) parameters. */
  readonly resolved: ResolvedTemplate
  readonly schemas: SchemaBook
  readonly setting: ValidationSetting
}

/** One thing a rule found. */
export interface Remark {
  readonly path: TemplatePath
  readonly message: string
  readonly fix: string
  /** Default: the rule's. */
  readonly severity?: Severity
}

/** One thing that is looked for in a template; silent where the value it judges is unknown. */
export interface Rule {
  readonly id: `template/${string}`
  readonly category: string
  /** `error`: AWS would refuse it. */
  readonly severity: Severity
  readonly summary: string
  /** Public address (several: parted by blanks) of the page that says so. */
  readonly source: string
  check(input: RuleInput): Iterable<Remark>
}
