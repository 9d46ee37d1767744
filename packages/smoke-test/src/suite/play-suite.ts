import { setMaxListeners } from 'node:events'
import type { Context } from '@project-utils/contract'
import { runInOrder } from './in-order.ts'
import { type SuiteInput, worldOf } from './input.ts'
import type { JudgedSuite } from './judge.ts'
import type { SuiteResult, SuiteStepResult } from './result.ts'
import { runStep } from './run-step.ts'
import { openShared } from './shared.ts'

/** Milliseconds that a clean-up may take after an interruption. */
const settleLimit = 60_000

/** Runs a suite that was judged right; see `runSuite`. */
export async function playSuite(
  input: SuiteInput,
  { all, links, ready }: JudgedSuite,
  { signal: interruption, emit }: Context,
): Promise<SuiteResult> {
  // Every step listens for the interruption: a signal of our own may have as many listeners as there are steps.
  const context: Context = { signal: AbortSignal.any([interruption]), emit }
  setMaxListeners(0, context.signal)
  const begun = performance.now()
  const world = worldOf(input)
  const shared = openShared()
  const captured: Record<string, unknown> = {}
  const ends = new Map<number, SuiteStepResult>()
  const setupCount = input.setup?.length ?? 0
  const checksEnd = setupCount + input.steps.length

  const play = async (index: number, during: Context, obstacle?: string): Promise<void> => {
    const step = all[index]
    if (step === undefined) return
    const unmet = links[index]?.needs.find((needed) => ends.get(needed)?.outcome !== 'passed')
    const why = obstacle ?? (unmet === undefined ? undefined : `it needs "${all[unmet]?.name}", which did not pass`)
    const turn = {
      step,
      ready: ready[index],
      id: idOf(index),
      ...(input.parent === undefined ? {} : { parent: input.parent }),
    }
    const { result, captured: taken } = await runStep(
      why === undefined ? turn : { ...turn, obstacle: why },
      {
        ...world,
        captured: { ...captured },
        share: shared.share,
        label: `${turn.id.slice('smoke.'.length)} ${step.name}`,
      },
      during,
    )
    Object.assign(captured, taken)
    ends.set(index, result)
  }
  const idOf = (index: number): string => {
    if (index < setupCount) return `smoke.${input.name}.setup.${index + 1}`
    if (index < checksEnd) return `smoke.${input.name}.${index - setupCount + 1}`
    return `smoke.${input.name}.cleanup.${index - checksEnd + 1}`
  }
  const failedOf = (from: number, to: number): SuiteStepResult | undefined =>
    [...ends].find(([index, { outcome }]) => index >= from && index < to && outcome === 'failed')?.[1]
  const brokenSetup = (): string | undefined => {
    const failed = failedOf(0, setupCount)
    return failed === undefined ? undefined : `"${failed.name}" of the set-up did not pass`
  }

  const prove = async (): Promise<void> => {
    for (let index = 0; index < setupCount; index++) {
      context.signal.throwIfAborted()
      await play(index, context, brokenSetup())
    }
    const obstacle = brokenSetup()
    await runInOrder({
      count: input.steps.length,
      limit: input.parallel ?? 1,
      after: (check) =>
        (links[setupCount + check]?.after ?? []).map((one) => one - setupCount).filter((one) => one >= 0),
      run: async (check) => {
        context.signal.throwIfAborted()
        await play(setupCount + check, context, obstacle)
      },
    })
  }
  const cleanUp = async (): Promise<void> => {
    // Whoever interrupted a run wants an end, but not what it leaves behind.
    const signal = context.signal.aborted ? AbortSignal.timeout(settleLimit) : new AbortController().signal
    for (let index = checksEnd; index < all.length; index++) await play(index, { ...context, signal })
  }

  const finish = (): SuiteResult => {
    const list = (from: number, to: number): readonly SuiteStepResult[] =>
      all.slice(from, to).map((step, at) => ends.get(from + at) ?? interrupted(step))
    const [setup, steps, cleanup] = [list(0, setupCount), list(setupCount, checksEnd), list(checksEnd, all.length)]
    const passed = steps.filter(({ outcome }) => outcome === 'passed').length
    const ok = [...setup, ...steps, ...cleanup].every(({ outcome }) => outcome === 'passed')
    const counts = { suite: input.name, ok, passed, failed: steps.length - passed }
    const result = { ...counts, steps, setup, cleanup, ms: Math.round(performance.now() - begun) }
    const masked = input.masker?.maskJson(result) ?? result
    const told = (one: readonly SuiteStepResult[]) =>
      one.map(({ where: _, exchange: __, differences: ___, ...step }) => step)
    context.emit({
      type: 'fact',
      name: 'suite.result',
      data: { ...masked, steps: told(masked.steps), setup: told(masked.setup), cleanup: told(masked.cleanup) },
    })
    return masked
  }

  try {
    await prove()
  } catch (error) {
    await cleanUp().catch(() => undefined)
    await shared.close()
    finish()
    throw error
  }
  await cleanUp().finally(() => shared.close())
  const result = finish()
  context.signal.throwIfAborted()
  return result
}

function interrupted({ name, kind, where }: SuiteInput['steps'][number]): SuiteStepResult {
  const message = 'not proved: the run was interrupted'
  return { name, kind, outcome: 'failed', ms: 0, attempts: 0, message, where }
}
