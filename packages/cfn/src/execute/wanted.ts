import { referenceKey } from '@project-utils/aws'
import { fillReferences, isPending, type Reference, type StackSettings } from '@project-utils/project'
import { sha256 } from '@project-utils/run'
import { type DesiredStack, desireStack, inlineLimit } from '../state/desired.ts'
import type { StackState } from '../state/state.ts'
import { importsOf } from './imports.ts'
import { readHandling } from './read-handling.ts'
import type { StackBench, StackCode } from './stack-bench.ts'

/** What parameters are filled from. */
export interface KnownValues {
  /** By stack key. */
  readonly states: Readonly<Record<string, Pick<StackState, 'outputs'>>>
  readonly references: ReadonlyMap<string, string>
}

/** A stack's parameters as far as they are known, and the references that are not. */
export interface FilledParameters {
  readonly parameters: Readonly<Record<string, string>>
  /** Parameters that wait for a value. */
  readonly open: readonly string[]
}

/** Fills the parameters of a stack from outputs and from what was looked up. Pure. */
export function fillParameters({ parameters }: StackSettings, { states, references }: KnownValues): FilledParameters {
  const lookup = (reference: Reference): string | undefined =>
    reference.kind === 'outputs'
      ? states[reference.stack]?.outputs[reference.output]
      : references.get(referenceKey(reference))
  const filled = Object.entries(fillReferences(parameters, lookup))
  const known = filled.filter((entry): entry is [string, string] => !isPending(entry[1]))
  return {
    parameters: Object.fromEntries(known),
    open: filled.filter(([, value]) => isPending(value)).map(([name]) => name),
  }
}

type Shop = Pick<StackBench, 'project' | 'scope' | 'records' | 'imports'>

/**
 * The stack as the configuration wants it, with its code where the bucket has it or will have it.
 *
 * @throws ProjectError those of `desireStack`, `CFN_POLICY_INVALID`, `CFN_IMPORT_INVALID`
 */
export function wantStack(
  settings: StackSettings,
  parameters: Readonly<Record<string, string>>,
  code: StackCode,
  { project, scope, records, imports }: Shop,
): DesiredStack {
  const { key, name } = settings
  const template = code.templates[key]
  if (template === undefined) throw new Error(`the template of stack ${key} was not packed`)
  const input = {
    ...{ key, name, template, parameters },
    code: {},
    tags: { ...project.tags, ...settings.tags },
    pseudo: { account: scope.account, region: scope.region },
    handling: readHandling(settings),
  }
  const desired = desireStack(input)
  const requests = imports.filter((one) => one.key === key)
  const stack =
    requests.length === 0 ? desired : { ...desired, imports: importsOf(requests, template, desired.resolved) }
  if (Buffer.byteLength(stack.body) <= inlineLimit) return stack
  // Path style is what both AWS and the local cloud take.
  const place = `${records.bucket}/${records.blobs.key(sha256(stack.body))}`
  return { ...stack, templateUrl: `https://s3.${scope.region}.amazonaws.com/${place}` }
}
