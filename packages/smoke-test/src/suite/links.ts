import type { SuiteStep } from '@project-utils/project'
import { readCaptures } from '../capture/capture.ts'
import { capturedNames } from '../capture/captured.ts'
import { capturedIn } from '../capture/evaluate.ts'
import type { Report } from '../report.ts'

/** What a step takes from steps before it. */
export interface Links {
  /** Steps, by their index in the list, that must have ended before this one begins. */
  readonly after: readonly number[]
  /** Steps that must have passed: its needs and its fence. */
  readonly needs: readonly number[]
}

/**
 * What each step of a list takes from earlier ones. A step may name any that stands before it, and use what one of them
 * captures; a name that means none or several, a capture that nobody makes, and one that two make, are problems.
 *
 * @param noFence why a step is no fence; undefined where it may be one
 */
export function linkSteps(
  steps: readonly SuiteStep[],
  reports: readonly Report[],
  noFence: (index: number) => string | undefined,
): readonly Links[] {
  const makers = new Map<string, number>()
  return steps.map((step, index) => {
    const report = reports[index]
    const tell = (path: readonly string[], message: string, hint: string): void =>
      report?.at(...path).tell('SMOKE_SETTING_INVALID', message, hint)
    const find = (name: string, path: readonly string[]): readonly number[] => {
      const found = steps.flatMap((one, at) => (one.name === name && at < index ? [at] : []))
      if (found.length === 1) return found
      const hint = found.length > 1 ? 'give each a name of its own' : 'name a step that stands before this one'
      tell(path, `${found.length > 1 ? 'several steps are' : 'no earlier step is'} named "${name}"`, hint)
      return []
    }
    const needs = (step.needs ?? []).flatMap((name, at) => find(name, ['', 'needs', String(at)]))
    const fence = step.fence === undefined ? [] : find(step.fence, ['', 'fence'])
    const why = fence.map(noFence).find((one) => one !== undefined)
    if (why !== undefined) {
      tell(['', 'fence'], `"${step.fence}" ${why}, which is no fence`, 'name a step that finds something')
    }
    const makerOf = (name: string, path: readonly string[]): readonly number[] => {
      const maker = makers.get(name)
      if (maker !== undefined) return [maker]
      const known = [...makers.keys()]
      const hint = known.length === 0 ? 'add capture to the step that knows it' : `captured before: ${known.join(', ')}`
      report?.at(...path).tell('SMOKE_CAPTURE_UNKNOWN', `no earlier step captures ${name}`, hint)
      return []
    }
    const used = capturedNames(step.settings).flatMap((name) => makerOf(name, []))
    const asked = readCaptures(step.capture).flatMap(({ name, from }) =>
      'jsonata' in from ? capturedIn(from.jsonata).flatMap((one) => makerOf(one, ['', 'capture', name])) : [],
    )
    const taken = [...used, ...asked]
    for (const name of Object.keys(step.capture ?? {})) {
      if (makers.has(name)) tell(['', 'capture', name], `${name} is captured before`, 'capture it under another name')
      makers.set(name, index)
    }
    const passed = [...needs, ...fence]
    return { after: [...new Set([...passed, ...taken])], needs: [...new Set(passed)] }
  })
}
