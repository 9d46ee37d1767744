import { referenceKey } from '@project-utils/aws'
import { type Json, ProjectError } from '@project-utils/contract'
import {
  fillReferences,
  type JsonWithText,
  type Pending,
  type Reference,
  referencesOf,
  type Text,
} from '@project-utils/project'
import type { World } from './world.ts'

/** Outputs by stack key and name. */
export type Outputs = Readonly<Record<string, Readonly<Record<string, string>>>>

/** Answers references from outputs and from what was resolved; undefined where a value is not known yet. */
export function lookupIn(
  { actual }: Pick<World, 'actual'>,
  outputs: Outputs,
): (reference: Reference) => string | undefined {
  return (reference) =>
    reference.kind === 'outputs'
      ? outputs[reference.stack]?.[reference.output]
      : actual.references.get(referenceKey(reference))
}

/**
 * Fills a text completely.
 *
 * @throws ProjectError `DEPLOY_OUTPUT_UNKNOWN` where a stack has no output of that name
 */
export function fillText(text: Text, world: World, outputs: Outputs): string {
  const filled = fillReferences(text, lookupIn(world, outputs))
  if (typeof filled === 'string') return filled
  throw unknown(filled, outputs)
}

/** Fills every text inside a value completely, but for what a suite captures only while it runs; throws like `fillText`. */
export function fillAll(value: JsonWithText, world: World, outputs: Outputs): Json {
  const filled = fillReferences(value, lookupIn(world, outputs))
  const open = referencesOf(filled).find(({ kind }) => kind !== 'captured')
  if (open === undefined) return filled as Json
  throw unknown({ parts: [open], where: {} }, outputs)
}

function unknown(pending: Pending, outputs: Outputs): ProjectError {
  const reference = pending.parts.find((part) => typeof part !== 'string')
  if (reference?.kind !== 'outputs') return new ProjectError('DEPLOY_OUTPUT_UNKNOWN', 'a reference has no value')
  const names = Object.keys(outputs[reference.stack] ?? {})
  return new ProjectError(
    'DEPLOY_OUTPUT_UNKNOWN',
    `stack ${reference.stack} has no output ${reference.output}; it has ${names.join(', ') || 'none'}`,
    { where: pending.where, hint: 'declare it under Outputs of the template, or mend the reference' },
  )
}
