import type { Draft, Plan, Prepared, Sha256, Step } from '@project-utils/contract'
import { hashJson } from './hash.ts'

/**
 * Hash of what a plan would do and took for granted. Titles and reasons do not count, nor do foundation steps: they make
 * the place of the lock, so they are done by the time the plan is compared under it.
 */
export function fingerprint(draft: Draft): Sha256 {
  const foundation = new Set(draft.steps.filter((step) => step.foundation === true).map((step) => step.id))
  return hashJson({
    kind: draft.kind,
    scopes: draft.scopes,
    assumes: draft.assumes,
    steps: draft.steps.filter((step) => !foundation.has(step.id)).map((step) => essence(step, foundation)),
  })
}

/** Completes a draft to a plan. */
export function stampPlan(draft: Draft, prepared: readonly Prepared[]): Plan & { readonly fingerprint: Sha256 } {
  return { ...draft, prepared, fingerprint: fingerprint(draft) }
}

/** Names what differs between two plans, a line each, for the person whose plan no longer fits. */
export function differences(before: Draft, after: Draft): readonly string[] {
  const lines: string[] = []
  for (const key of new Set([...Object.keys(before.assumes), ...Object.keys(after.assumes)])) {
    const [was, is] = [before.assumes[key], after.assumes[key]]
    if (hashJson(was) !== hashJson(is)) lines.push(`${key}: was ${JSON.stringify(was)}, is ${JSON.stringify(is)}`)
  }
  const [old, fresh] = [before, after].map((draft) => new Map(draft.steps.map((step) => [step.id, step])))
  for (const [id, step] of fresh ?? []) {
    const was = old?.get(id)
    if (was === undefined) lines.push(`new step ${id}: ${step.title}`)
    else if (hashJson(essence(was, new Set())) !== hashJson(essence(step, new Set()))) lines.push(`step ${id} changed`)
  }
  for (const [id, step] of old ?? []) {
    if (!fresh?.has(id) && step.foundation !== true) lines.push(`step ${id} is no longer needed`)
  }
  return lines
}

function essence(step: Step, foundation: ReadonlySet<string>): Readonly<Record<string, unknown>> {
  const { title: _title, why: _why, needs, ...rest } = step
  return { ...rest, needs: needs.filter((need) => !foundation.has(need)) }
}
