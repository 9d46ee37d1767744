import { readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { canonicalJson, type Draft, type Plan, ProjectError, type Refusal, type Sha256 } from '@project-utils/contract'
import { fingerprint, hashJson } from '@project-utils/run'
import type { ChangeSetView } from '../change-set/change-set-view.ts'
import type { StackPresence } from '../state/status.ts'
import { viewOf } from './plan-stacks.ts'
import type { StacksWorld } from './stacks-world.ts'

/** One stack of a plan that was written to a file, with the change set that is kept for it. */
export interface SavedStack {
  readonly key: string
  readonly name: string
  readonly changeSet: ChangeSetView
  /** What the stack was found in before the change set was made. */
  readonly status: StackPresence
  /** When it had last changed; absent where it did not exist. */
  readonly updatedAt?: string
}

/** A plan in a file, to be executed later or elsewhere: it holds no template and no parameter, but the change sets made from them. */
export interface SavedPlan {
  readonly v: 1
  readonly kind: 'cfn plan'
  /** UTC, ISO 8601. */
  readonly madeAt: string
  /** After this it is refused; UTC, ISO 8601. */
  readonly expiresAt: string
  readonly run: string
  readonly toolVersion: string
  /** As it was shown, without what is sent. */
  readonly plan: Plan
  /** Keys of the stacks that it is about: those that were chosen. */
  readonly keys: readonly string[]
  /** Those that have a change set. */
  readonly stacks: readonly SavedStack[]
  /** Hash of all that the plan would do, whichever of its risks were accepted. */
  readonly content: Sha256
  /** Hash of everything above. */
  readonly seal: Sha256
}

/** Days for which a plan in a file is good. */
export const planDays: number = 7

/** What is known besides the plan when it is saved. */
export interface Saving {
  readonly run: string
  readonly toolVersion: string
  readonly now: Date
  readonly mask: Mask
}

/** Takes secret values out of plain data. */
export type Mask = <T>(value: T) => T

/** Makes what is written of a plan; pure. */
export function savedPlan(plan: Plan, { stacks }: StacksWorld, { run, toolVersion, now, mask }: Saving): SavedPlan {
  const prepared = mask(plan.prepared)
  const kept = Object.entries(stacks).flatMap(([key, { desired, state }]): SavedStack[] => {
    const changeSet = viewOf(key, prepared)
    if (changeSet === undefined || changeSet.empty) return []
    const { status, updatedAt } = state
    return [{ key, name: desired.name, changeSet, status, ...(updatedAt === undefined ? {} : { updatedAt }) }]
  })
  const unsealed: Omit<SavedPlan, 'seal'> = {
    v: 1,
    kind: 'cfn plan',
    madeAt: now.toISOString(),
    expiresAt: new Date(now.getTime() + planDays * 86_400_000).toISOString(),
    ...{ run, toolVersion },
    plan: { ...mask({ ...plan, steps: plan.steps.map(({ input: _sent, ...step }) => step) }), prepared },
    keys: Object.keys(stacks),
    stacks: kept,
    content: contentOf(plan, mask),
  }
  return { ...unsealed, seal: hashJson(unsealed) }
}

/** The file that a flag names, as seen from the working folder; undefined where it was not given. */
export function planFile(flag: unknown, cwd: string): string | undefined {
  return typeof flag === 'string' ? resolve(cwd, flag) : undefined
}

/**
 * Writes a plan to a file that only its owner may read.
 *
 * @throws ProjectError `CFN_PLAN_FILE`
 */
export function writePlan(file: string, saved: SavedPlan): void {
  try {
    writeFileSync(file, `${JSON.stringify(saved, null, 2)}\n`, { mode: 0o600 })
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new ProjectError('CFN_PLAN_FILE', `the plan could not be written: ${why}`, {
      hint: 'name a file in a folder that exists and may be written to',
      where: { file },
      cause: error,
    })
  }
}

/**
 * Reads a plan from a file.
 *
 * @throws ProjectError `CFN_PLAN_FILE` where it is none, `CFN_PLAN_CHANGED` where it is not as it was written
 */
export function readPlan(file: string): SavedPlan {
  const saved = parse(file)
  const { seal, ...unsealed } = saved
  if (seal === hashJson(unsealed)) return saved
  throw new ProjectError('CFN_PLAN_CHANGED', 'the plan in this file is not as it was written', {
    hint: 'take the file as project-cfn plan wrote it, or make a new plan',
    where: { file },
  })
}

function parse(file: string): SavedPlan {
  let value: unknown
  let why = 'it holds something else'
  try {
    value = JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    why = error instanceof Error ? error.message : String(error)
  }
  if (isSaved(value)) return value
  throw new ProjectError('CFN_PLAN_FILE', `this is no plan that this version can read: ${why}`, {
    hint: 'make one: project-cfn plan --out FILE',
    where: { file },
  })
}

function isSaved(value: unknown): value is SavedPlan {
  if (typeof value !== 'object' || value === null) return false
  const { v, kind, plan, stacks, keys } = value as Partial<SavedPlan>
  return v === 1 && kind === 'cfn plan' && typeof plan === 'object' && Array.isArray(stacks) && Array.isArray(keys)
}

/** Why a plan made now is not the one that was saved; empty where it is, whichever risks were accepted since. Pure. */
export function savedPlanRefusals(saved: SavedPlan, draft: Draft, mask: Mask): readonly Refusal[] {
  if (contentOf(draft, mask) === saved.content) return []
  const { plan } = saved
  const changed = Object.keys({ ...plan.assumes, ...draft.assumes }).filter(
    (key) => canonicalJson(plan.assumes[key]) !== canonicalJson(draft.assumes[key]),
  )
  const why =
    changed.length > 0
      ? `${changed.join(', ')} ${changed.length === 1 ? 'is' : 'are'} not as it was`
      : 'the configuration, a template or the code is not what the plan was made from'
  return [
    {
      code: 'CFN_PLAN_MOVED_ON',
      message: `the plan of ${saved.madeAt} no longer fits: ${why}`,
      hint: 'make and review a new one: project-cfn plan --out FILE',
    },
  ]
}

/** What was masked when it was saved must not count: the very values are hashed with what is sent. */
function contentOf(draft: Draft, mask: Mask): Sha256 {
  const steps = draft.steps.map(({ changes, risks, ...step }) => ({
    ...step,
    ...(changes === undefined ? {} : { changes: mask(changes) }),
    risks: mask(risks.map(({ accepted: _accepted, ...risk }) => risk)),
  }))
  return fingerprint({ ...draft, steps })
}
