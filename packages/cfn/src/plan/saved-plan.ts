import { resolve } from 'node:path'
import type { Draft, Plan, Refusal } from '@project-utils/contract'
import {
  type Mask,
  type PlanFile,
  type PlanFileKind,
  planFileOf,
  planFileRefusals,
  readPlanFile,
  type Saving,
  sealPlanFile,
  writePlanFile,
} from '@project-utils/run'
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

/** A plan in a file: it holds no template and no parameter, but the change sets made from them. */
export interface SavedPlan extends PlanFile {
  /** Keys of the stacks that it is about: those that were chosen. */
  readonly keys: readonly string[]
  /** Those that have a change set. */
  readonly stacks: readonly SavedStack[]
}

/** The plan files of `project-cfn`. */
export const planFiles: PlanFileKind = {
  kind: 'cfn plan',
  command: 'project-cfn plan',
  again: 'project-cfn plan --out FILE',
  codes: {
    file: 'CFN_PLAN_FILE',
    changed: 'CFN_PLAN_CHANGED',
    expired: 'CFN_PLAN_EXPIRED',
    movedOn: 'CFN_PLAN_MOVED_ON',
  },
}

/** Makes what is written of a plan; pure. */
export function savedPlan(plan: Plan, { stacks }: StacksWorld, saving: Saving): SavedPlan {
  const file = planFileOf(plan, saving, planFiles)
  const kept = Object.entries(stacks).flatMap(([key, { desired, state }]): SavedStack[] => {
    const changeSet = viewOf(key, file.plan.prepared)
    return changeSet === undefined || changeSet.empty ? [] : [savedStack(key, desired.name, changeSet, state)]
  })
  return sealPlanFile({ ...file, keys: Object.keys(stacks), stacks: kept })
}

/** What is kept of a stack so that its change set can be executed later. */
export function savedStack(
  key: string,
  name: string,
  changeSet: ChangeSetView,
  { status, updatedAt }: { readonly status: StackPresence; readonly updatedAt?: string },
): SavedStack {
  return { key, name, changeSet, status, ...(updatedAt === undefined ? {} : { updatedAt }) }
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
  writePlanFile(file, saved, planFiles)
}

/**
 * Reads a plan from a file.
 *
 * @throws ProjectError `CFN_PLAN_FILE` where it is none, `CFN_PLAN_CHANGED` where it is not as it was written
 */
export function readPlan(file: string): SavedPlan {
  return readPlanFile<SavedPlan>(file, planFiles, ({ stacks, keys }) => Array.isArray(stacks) && Array.isArray(keys))
}

/** Why a plan made now is not the one that was saved; empty where it is, whichever risks were accepted since. Pure. */
export function savedPlanRefusals(saved: SavedPlan, draft: Draft, mask: Mask): readonly Refusal[] {
  return planFileRefusals(saved, draft, mask, planFiles)
}
