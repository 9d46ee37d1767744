import type { Place, Tier } from '@project-utils/contract'
import * as v from 'valibot'
import { suiteName } from '../fields.ts'
import type { JsonWithText } from '../reference.ts'
import { defineSection, type Section, type SectionContext } from '../section.ts'
import { type StepKindName, stepKinds } from '../step-settings.ts'
import { suiteStep, type WrittenCapture, type WrittenRetry, type WrittenStep } from '../suite-step.ts'

/** One check of a suite; its settings are judged by the package that runs it. */
export interface SuiteStep {
  /** As written, else `{suite} {number}`, for set-up and clean-up `{suite} setup {number}`. */
  readonly name: string
  readonly kind: StepKindName
  readonly settings: JsonWithText
  /** Whether it writes test data, as written. Default: by what it sends. */
  readonly writes?: boolean
  /** For one try, such as `5s`. */
  readonly timeout?: string
  /** How often it is tried in all, and with which pauses. */
  readonly retry?: WrittenRetry
  /** Until when what is expected must hold. */
  readonly eventually?: { readonly within: string; readonly every?: string }
  /** Name of the step that proves that what is looked at has caught up. */
  readonly fence?: string
  /** Names of steps that must have passed before. */
  readonly needs?: readonly string[]
  /** What is kept of the answer, by name. */
  readonly capture?: Readonly<Record<string, WrittenCapture>>
  readonly where: Place
  /**
   * Where each setting is written, by dotted path, such as `expect.status`; what stands beside the kind begins with a dot,
   * such as `.capture.id`; see `placeOf`.
   */
  readonly places?: Readonly<Record<string, Place>>
}

/** A suite: what is done before, the checks, and what is done after them whatever happened. */
export interface Suite {
  readonly setup: readonly SuiteStep[]
  readonly steps: readonly SuiteStep[]
  readonly cleanup: readonly SuiteStep[]
  /** Steps that may run at a time; 1: one after the other, in the order of the file. */
  readonly parallel: number
  /** Tiers of the environments in which it is run. */
  readonly tiers: readonly Tier[]
  /** Whether deployments run it. */
  readonly deploy: boolean
  readonly where: Place
}

export type Suites = Readonly<Record<string, Suite>>

const tiers: readonly Tier[] = ['full', 'limited', 'read-only']

const stepList = (summary: string) => v.exactOptional(v.pipe(v.array(suiteStep), v.description(summary)))

const suiteMap = v.strictObject({
  steps: v.pipe(v.array(suiteStep), v.description('The checks.')),
  setup: stepList('Done before the checks, in this order; where one fails, no check is sent and all fail.'),
  cleanup: stepList('Done after the checks in this order, whatever happened; also after Ctrl-C.'),
  parallel: v.exactOptional(
    v.pipe(
      v.number(),
      v.integer('must be a whole number'),
      v.minValue(1, 'must be at least 1'),
      v.maxValue(200, 'must be at most 200'),
      v.description('How many checks may run at a time, at most 200. Default: `1`, in the order of the file.'),
    ),
  ),
  tiers: v.exactOptional(
    v.pipe(
      v.array(v.picklist(tiers)),
      v.description('Tiers of the environments in which the suite is run. Default: all.'),
    ),
  ),
  deploy: v.exactOptional(
    v.pipe(
      v.boolean(),
      v.description('Whether deployments run it; with `false` only who asks for it by name does. Default: `true`.'),
    ),
  ),
})

/** `suites`: lists of checks by name; a deployment runs those that do not say otherwise. */
export const suites: Section<'suites', Suites> = defineSection({
  key: 'suites',
  summary:
    'Checks by name of their suite. Any name will do; `gate` runs against the new version before it gets traffic, the others against what the public sees. A list of steps, or a map with `steps`, `setup`, `cleanup`, `parallel`, `tiers` and `deploy`.',
  schema: v.record(
    suiteName,
    v.pipe(
      v.union([v.array(suiteStep), suiteMap]),
      v.description('The steps, run in this order; or a map with `steps` and how they are run.'),
    ),
  ),
  resolve: (raw = {}, context) =>
    Object.fromEntries(
      Object.entries(raw).map(([suite, written]): [string, Suite] => {
        const map = Array.isArray(written) ? { steps: written } : written
        const base = Array.isArray(written) ? [suite] : [suite, 'steps']
        if (map.steps.length === 0) refuseEmpty(suite, context)
        const part = (name: 'setup' | 'cleanup'): readonly SuiteStep[] =>
          (map[name] ?? []).flatMap((step, index) =>
            resolveStep(`${suite} ${name}`, [suite, name, index], step, context),
          )
        return [
          suite,
          {
            setup: part('setup'),
            steps: map.steps.flatMap((step, index) => resolveStep(suite, [...base, index], step, context)),
            cleanup: part('cleanup'),
            parallel: map.parallel ?? 1,
            tiers: map.tiers ?? tiers,
            deploy: map.deploy ?? true,
            where: context.place([suite]),
          },
        ]
      }),
    ),
})

function refuseEmpty(suite: string, context: SectionContext): void {
  context.problem([suite], {
    code: 'PROJECT_VALUE_INVALID',
    message: `suites.${suite} has no steps, so it would pass without proving anything`,
    hint: 'add a step, or remove the suite',
  })
}

type StepPath = readonly (string | number)[]

function resolveStep(list: string, path: StepPath, step: WrittenStep, context: SectionContext): readonly SuiteStep[] {
  const number = Number(path.at(-1)) + 1
  const kinds = stepKinds.filter((kind) => step[kind] !== undefined)
  const [kind] = kinds
  if (kind === undefined || kinds.length > 1) {
    const needed = kind === undefined ? `one of ${stepKinds.join(', ')}` : `one of ${kinds.join(' or ')}, not both`
    context.problem(path, {
      code: kind === undefined ? 'PROJECT_KEY_MISSING' : 'PROJECT_VALUE_INVALID',
      message: `step ${number} of suite "${list}" needs ${needed}`,
      hint: kind === undefined ? 'add what it checks, such as: http: { get: "https://…" }' : 'make two steps of it',
    })
    return []
  }
  const { writes, timeout, eventually, fence, capture, needs } = step
  const retry = typeof step.retry === 'number' ? { attempts: step.retry } : step.retry
  const beside = Object.entries(step).filter(([key]) => key !== kind)
  return [
    {
      name: step.name === undefined ? `${list} ${number}` : context.words([...path, 'name']),
      kind,
      settings: context.json([...path, kind]),
      ...(writes === undefined ? {} : { writes }),
      ...(timeout === undefined ? {} : { timeout }),
      ...(retry === undefined ? {} : { retry }),
      ...(eventually === undefined ? {} : { eventually }),
      ...(fence === undefined ? {} : { fence }),
      ...(needs === undefined ? {} : { needs: typeof needs === 'string' ? [needs] : needs }),
      ...(capture === undefined ? {} : { capture }),
      where: context.place(path),
      places: Object.assign(
        placesOf(step[kind], [...path, kind], '', context),
        ...beside.map(([key, value]) => placesOf(value, [...path, key], `.${key}`, context)),
      ),
    },
  ]
}

function placesOf(
  value: unknown,
  path: StepPath,
  name: string,
  context: SectionContext,
): Readonly<Record<string, Place>> {
  const own = name === '' ? {} : { [name]: context.place(path) }
  if (typeof value !== 'object' || value === null) return own
  const inner = Object.entries(value).map(([key, item]) =>
    placesOf(item, [...path, key], name === '' ? key : `${name}.${key}`, context),
  )
  return Object.assign(own, ...inner)
}
