import { flagValues, type Invocation } from '@project-utils/cli'
import type { Emit, Holder } from '@project-utils/contract'
import type { Records } from '@project-utils/records'
import { readImports } from '../execute/imports.ts'
import type { StackBench } from '../execute/stack-bench.ts'
import { readTemplates } from '../state/read-templates.ts'
import { judgeTemplates } from './judge-templates.ts'
import { keepSecrets } from './keep-secrets.ts'
import { openAccount } from './open-account.ts'
import { openStacks } from './open-stacks.ts'
import { packOnce } from './stack-code.ts'

/** A bench, with what `perform` needs besides. */
export interface OpenedBench {
  readonly bench: StackBench
  readonly holder: Holder
  readonly records: Records
}

/** What a command wants of its bench. */
export interface BenchOptions {
  /** Keys of stacks; none: all. */
  readonly names: readonly string[]
  /** Whether a stack that somebody else works on is watched to its end first. Default: false. */
  readonly waits?: boolean
  /** Whether what AWS would refuse of the templates ends the command. Default: false. */
  readonly judges?: boolean
  /** Takes what the start of the local cloud tells; default: the screen. */
  readonly emit?: Emit
}

/**
 * Opens what acts on stacks work with: the project, the templates, the one target and its records. Configuration and
 * templates are judged before anything is asked of AWS.
 *
 * @throws ProjectError `CFN_TEMPLATE_REFUSED`, `CFN_IMPORT_INVALID`, those of `openStacks`, `readTemplates` and `openAccount`
 */
export async function openBench(invocation: Invocation, options: BenchOptions): Promise<OpenedBench> {
  const { project, stacks, findings } = await openStacks(invocation, options.names)
  const { flags, masker, run } = invocation
  const templates = readTemplates(Object.values(project.stacks))
  keepSecrets(project, templates, masker)
  if (options.judges === true) await judgeTemplates(project, stacks, templates)
  const imports = readImports(flagValues(flags['import']), stacks, templates)
  const account = await openAccount(invocation, project, options.emit)
  const { records, selection, holder, scope, session, client, cloud } = account
  const bench: StackBench = {
    ...{ project, stacks, scope, session, client, records, selection, run, masker, templates, findings },
    ...(cloud === undefined ? {} : { cloud }),
    accept: flagValues(flags['accept-risk']),
    imports,
    code: packOnce(invocation, { project, stacks, templates, records, region: scope.region }),
    waits: options.waits === true,
  }
  return { bench, holder, records }
}
