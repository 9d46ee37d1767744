import { readFileSync, writeFileSync } from 'node:fs'
import {
  canonicalJson,
  type Draft,
  type ErrorCode,
  type Plan,
  ProjectError,
  type Refusal,
  type Scope,
  type Sha256,
  targetId,
} from '@project-utils/contract'
import { fingerprint } from './fingerprint.ts'
import { hashJson } from './hash.ts'

/** A plan in a file, to be applied later or elsewhere; a tool adds what it needs to apply it. */
export interface PlanFile {
  readonly v: 1
  readonly kind: string
  /** UTC, ISO 8601. */
  readonly madeAt: string
  /** After this it is refused; UTC, ISO 8601. */
  readonly expiresAt: string
  readonly run: string
  readonly toolVersion: string
  /** As it was shown, without what is sent. */
  readonly plan: Plan
  /** Hash of all that the plan would do, whichever of its risks were accepted. */
  readonly content: Sha256
  /** Hash of everything else in the file. */
  readonly seal: Sha256
}

/** One tool's plan files: what they say they are, the command that makes them, and the codes by which they are refused. */
export interface PlanFileKind {
  readonly kind: string
  /** Such as `project-cfn plan`. */
  readonly command: string
  /** The command that makes a new one. */
  readonly again: string
  readonly codes: {
    readonly file: ErrorCode
    readonly changed: ErrorCode
    readonly expired: ErrorCode
    readonly movedOn: ErrorCode
  }
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

/** What every plan file says of a plan; pure. */
export function planFileOf(
  plan: Plan,
  { run, toolVersion, now, mask }: Saving,
  { kind }: PlanFileKind,
): Omit<PlanFile, 'seal'> {
  return {
    v: 1,
    kind,
    madeAt: now.toISOString(),
    expiresAt: new Date(now.getTime() + planDays * 86_400_000).toISOString(),
    ...{ run, toolVersion },
    plan: {
      ...mask({ ...plan, steps: plan.steps.map(({ input: _sent, ...step }) => step) }),
      prepared: mask(plan.prepared),
    },
    content: contentOf(plan, mask),
  }
}

/** Completes a plan file by the hash of all that is in it. */
export function sealPlanFile<Unsealed extends object>(unsealed: Unsealed): Unsealed & { readonly seal: Sha256 } {
  return { ...unsealed, seal: hashJson(unsealed) }
}

/**
 * Writes a plan to a file that only its owner may read.
 *
 * @throws ProjectError the kind's code for a file
 */
export function writePlanFile(file: string, saved: PlanFile, { codes }: PlanFileKind): void {
  try {
    writeFileSync(file, `${JSON.stringify(saved, null, 2)}\n`, { mode: 0o600 })
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new ProjectError(codes.file, `the plan could not be written: ${why}`, {
      hint: 'name a file in a folder that exists and may be written to',
      where: { file },
      cause: error,
    })
  }
}

/**
 * Reads a plan from a file; `isWhole` looks at what the tool has added.
 *
 * @throws ProjectError the kind's codes for a file, where it is none, and for one that is not as it was written
 */
export function readPlanFile<Saved extends PlanFile>(
  file: string,
  kind: PlanFileKind,
  isWhole: (value: Partial<Saved>) => boolean,
): Saved {
  const saved = parse(file, kind, isWhole)
  const { seal, ...unsealed } = saved
  if (seal === hashJson(unsealed)) return saved
  throw new ProjectError(kind.codes.changed, 'the plan in this file is not as it was written', {
    hint: `take the file as ${kind.command} wrote it, or make a new plan`,
    where: { file },
  })
}

function parse<Saved extends PlanFile>(
  file: string,
  { kind, again, codes }: PlanFileKind,
  isWhole: (value: Partial<Saved>) => boolean,
): Saved {
  let value: unknown
  let why = 'it holds something else'
  try {
    value = JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    why = error instanceof Error ? error.message : String(error)
  }
  if (isPlanFile(value) && value.kind === kind && isWhole(value as Partial<Saved>)) return value as Saved
  throw new ProjectError(codes.file, `this is no plan that this version can read: ${why}`, {
    hint: `make one: ${again}`,
    where: { file },
  })
}

function isPlanFile(value: unknown): value is PlanFile {
  if (typeof value !== 'object' || value === null) return false
  const { v, plan } = value as Partial<PlanFile>
  return v === 1 && typeof plan === 'object'
}

/**
 * Looks whether a plan file is for this target and still good.
 *
 * @throws ProjectError the kind's codes for a file, where it is for another target, and for one that has expired
 */
export function checkPlanFile(
  saved: PlanFile,
  { scope, now }: { readonly scope: Scope; readonly now: Date },
  { again, codes }: PlanFileKind,
): void {
  const [planned] = saved.plan.scopes
  if (planned === undefined || nameOf(planned) !== nameOf(scope)) {
    const made = planned === undefined ? 'no target' : nameOf(planned)
    throw new ProjectError(codes.file, `the plan was made for ${made}, not for ${nameOf(scope)}`, {
      hint: 'choose the same project, environment and region with --project, --env and --region',
    })
  }
  if (now.toISOString() > saved.expiresAt) {
    const hint = `make and review a new one: ${again}`
    throw new ProjectError(codes.expired, `the plan was good until ${saved.expiresAt}`, { hint })
  }
}

function nameOf(scope: Scope): string {
  return `${scope.project} ${scope.environment} ${targetId(scope)}`
}

/** Why a plan made now is not the one that was saved; empty where it is, whichever risks were accepted since. Pure. */
export function planFileRefusals(saved: PlanFile, draft: Draft, mask: Mask, kind: PlanFileKind): readonly Refusal[] {
  if (contentOf(draft, mask) === saved.content) return []
  const differences = [...assumptionsMoved(saved.plan, mask(draft)), ...stepsMoved(saved.plan, mask(draft))]
  const why =
    differences.length > 0
      ? differences.join('; ')
      : 'the configuration, a template or the code is not what the plan was made from'
  return [
    {
      code: kind.codes.movedOn,
      message: `the plan of ${saved.madeAt} no longer fits: ${why}`,
      hint: `make and review a new one: ${kind.again}`,
    },
  ]
}

/** What a plan took for granted and is not so any more, a line each. */
export function assumptionsMoved(before: Pick<Plan, 'assumes'>, after: Pick<Plan, 'assumes'>): readonly string[] {
  return Object.keys({ ...before.assumes, ...after.assumes }).flatMap((key) => {
    const [was, is] = [before.assumes[key], after.assumes[key]].map((value) => canonicalJson(value ?? null))
    return was === is ? [] : [`${key} is not as it was: was ${was}, is ${is}`]
  })
}

function stepsMoved(before: Pick<Plan, 'steps'>, after: Pick<Plan, 'steps'>): readonly string[] {
  const idsOf = ({ steps }: Pick<Plan, 'steps'>): readonly string[] => steps.map(({ id }) => id)
  const [old, fresh] = [idsOf(before), idsOf(after)]
  return [
    ...fresh.filter((id) => !old.includes(id)).map((id) => `step ${id} is new`),
    ...old.filter((id) => !fresh.includes(id)).map((id) => `step ${id} is no longer needed`),
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
