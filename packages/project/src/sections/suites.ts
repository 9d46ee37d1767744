import type { Place } from '@project-utils/contract'
import * as v from 'valibot'
import { suiteName } from '../fields.ts'
import type { JsonWithText } from '../reference.ts'
import { defineSection, type Section, type SectionContext } from '../section.ts'
import { stepKinds, suiteStep } from '../suite-step.ts'

/** One check of a suite; its settings are judged by the package that runs it. */
export interface SuiteStep {
  /** As written, else `{suite} {number}`. */
  readonly name: string
  readonly kind: 'http' | 'lambda'
  readonly settings: JsonWithText
  /** Whether it writes test data, as written. Default: by what it sends. */
  readonly writes?: boolean
  /** How often it is tried in all, and with which pause before the next try. */
  readonly retry?: { readonly attempts: number; readonly every?: string }
  readonly where: Place
  /** Where each setting is written, by dotted path, such as `expect.status`; see `placeOf`. */
  readonly places?: Readonly<Record<string, Place>>
}

export type Suites = Readonly<Record<string, readonly SuiteStep[]>>

/** `suites`: lists of checks by name; `gate` and `smoke` are run by a deployment. */
export const suites: Section<'suites', Suites> = defineSection({
  key: 'suites',
  summary:
    'Checks by name of their suite. Any name will do; `gate` runs against the new version before it gets traffic, `smoke` against what the public sees.',
  schema: v.record(suiteName, v.pipe(v.array(suiteStep), v.description('The steps, run in this order.'))),
  resolve: (raw = {}, context) =>
    Object.fromEntries(
      Object.entries(raw).map(([suite, steps]) => {
        if (steps.length === 0) refuseEmpty(suite, context)
        return [suite, steps.flatMap((step, index) => resolveStep(suite, index, step, context))]
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

function resolveStep(
  suite: string,
  index: number,
  step: v.InferOutput<typeof suiteStep>,
  context: SectionContext,
): readonly SuiteStep[] {
  const kinds = stepKinds.filter((kind) => step[kind] !== undefined)
  const [kind] = kinds
  if (kind === undefined || kinds.length > 1) {
    context.problem([suite, index], {
      code: kind === undefined ? 'PROJECT_KEY_MISSING' : 'PROJECT_VALUE_INVALID',
      message: `step ${index + 1} of suite "${suite}" needs one of ${stepKinds.join(' or ')}${kind === undefined ? '' : ', not both'}`,
      hint: kind === undefined ? 'add what it checks, such as: http: { get: "https://…" }' : 'make two steps of it',
    })
    return []
  }
  const retry = typeof step.retry === 'number' ? { attempts: step.retry } : step.retry
  return [
    {
      name: step.name === undefined ? `${suite} ${index + 1}` : context.words([suite, index, 'name']),
      kind,
      settings: context.json([suite, index, kind]),
      ...(step.writes === undefined ? {} : { writes: step.writes }),
      ...(retry === undefined ? {} : { retry }),
      where: context.place([suite, index]),
      places: placesOf(step[kind], [suite, index, kind], '', context),
    },
  ]
}

function placesOf(
  value: unknown,
  path: readonly (string | number)[],
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
