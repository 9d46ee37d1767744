import type { Problem, Tier } from '@project-utils/contract'
import { referencesOf, type SuiteStep } from '@project-utils/project'
import { readCaptures } from '../capture/capture.ts'
import { expressionProblem } from '../capture/evaluate.ts'
import { type Report, reportInto } from '../report.ts'
import { judgeStep, type ReadyStep, refuseUnfenced } from '../validate.ts'
import type { SuiteParts } from './input.ts'
import { type Links, linkSteps } from './links.ts'

/** All steps of a suite in the order in which they begin, with what each takes from others. */
export interface JudgedSuite {
  readonly problems: readonly Problem[]
  /** Set-up, checks and clean-up in one list. */
  readonly all: readonly SuiteStep[]
  readonly links: readonly Links[]
  /** Each step as it will be tried; absent where something is wrong with it, or where it waits for values. */
  readonly ready: readonly (ReadyStep | undefined)[]
}

/**
 * All that is wrong with a suite, each with its place; nothing is sent: its settings, the order and names of its steps, its
 * captures and their expressions. With a tier also what that tier refuses; see `validateSuite`. With the project's folder
 * also the files that steps name.
 */
export async function judgeSuite(
  suite: SuiteParts,
  options: { readonly tier?: Tier; readonly folder?: string } = {},
): Promise<JudgedSuite> {
  const problems: Problem[] = []
  const at = suite.where === undefined ? {} : { where: suite.where }
  if (suite.steps.length === 0) {
    const hint = 'add a step, or remove the suite'
    problems.push({
      code: 'SMOKE_SUITE_EMPTY',
      message: 'the suite has no steps, so it would prove nothing',
      hint,
      ...at,
    })
  }
  const all = [...(suite.setup ?? []), ...suite.steps, ...(suite.cleanup ?? [])]
  const reports = all.map((step) => reportInto(problems, step))
  const isKnown: boolean[] = []
  const ready = all.map((step, index) => {
    const before = problems.length
    const judged = judgeStep(step, reports[index] as Report, options.tier)
    isKnown.push(problems.length === before && referencesOf(step.settings).length === 0)
    return judged
  })
  const links = linkSteps(all, reports, (index) => noFence(ready[index]))
  const checks = ready.slice(suite.setup?.length ?? 0).slice(0, suite.steps.length)
  if (checks.length > 0 && checks.every((one) => one?.prepared.provesNothing === true)) {
    const hint = 'add a step that proves something'
    problems.push({
      code: 'SMOKE_SUITE_EMPTY',
      message: 'the suite only waits, so it would prove nothing',
      hint,
      ...at,
    })
  }
  for (const [index, step] of all.entries()) {
    refuseUnfenced(step, ready[index], reports[index] as Report)
    await ready[index]?.prepared.judge?.(options.folder, reports[index] as Report)
    for (const { name, from } of readCaptures(step.capture)) {
      const problem = 'jsonata' in from ? await expressionProblem(from.jsonata) : undefined
      if (problem !== undefined) {
        const report = (reports[index] as Report).at('', 'capture', name)
        report.tell('SMOKE_SETTING_INVALID', `capture ${name} is no JSONata: ${problem}`)
      }
    }
  }
  return { problems, all, links, ready: ready.map((one, index) => (isKnown[index] === true ? one : undefined)) }
}

/** Why a step is no fence, in words that follow its name; undefined where it may be one. */
function noFence(ready: ReadyStep | undefined): string | undefined {
  if (ready?.prepared.provesNothing === true) return 'proves nothing by itself'
  return ready?.prepared.negative === undefined ? undefined : 'proves that something is not there'
}
