import { type Context, isProjectError, type Problem } from '@project-utils/contract'
import type { SuiteStep } from '@project-utils/project'
import { type Capture, readCaptures } from '../capture/capture.ts'
import { type Captured, fillCaptured, openReferences } from '../capture/captured.ts'
import { takeCaptures } from '../capture/take.ts'
import { formatDuration } from '../duration.ts'
import { reportInto } from '../report.ts'
import { type Attempt, overdue, type PreparedStep, type StepWorld } from '../step-kind.ts'
import { judgeStep, type ReadyStep, refuseUnfenced } from '../validate.ts'
import { tryUntilPassed } from './retry.ts'

/** How a step's tries ended. */
export interface TriedStep {
  readonly attempts: number
  /** Empty where it passed. */
  readonly differences: readonly string[]
  /** What is worth saying of a pass, and whether it is a flaw. */
  readonly note?: string
  readonly isRetried: boolean
  readonly exchange?: Attempt['exchange']
  /** What it captured; empty where it failed. */
  readonly captured: Captured
}

type Tried = Attempt & { readonly captured: Captured; readonly isCut?: boolean }

/** Tries a step until it passes or gives up. Throws only for what is our bug, and the signal's reason. */
export async function tryStep(
  written: SuiteStep,
  judged: ReadyStep | undefined,
  world: StepWorld,
  context: Pick<Context, 'signal'>,
  progress: (note: string) => void,
): Promise<TriedStep> {
  const known = judged ?? prepareFilled(written, world)
  if ('wrong' in known) return unsent(known.wrong)
  const { prepared, retry } = known
  const captures = readCaptures(written.capture)
  const { last, first, attempts } = await tryUntilPassed<Tried>(
    retry,
    (left) => attemptInTime(prepared, Math.min(left, prepared.timeLimit), captures, world, context.signal),
    ({ differences }, pause, tried) => {
      const of = Number.isFinite(retry.attempts) ? ` of ${retry.attempts}` : ''
      progress(`${differences[0]}; again in ${formatDuration(pause)} (${tried}${of})`)
    },
    context.signal,
  )
  const { differences, exchange, captured } = last
  const isLate = retry.deadline === true
  const told = { attempts, isRetried: attempts > 1 && !isLate, ...(exchange === undefined ? {} : { exchange }) }
  if (differences.length > 0) {
    const waited = isLate ? [`still so after ${formatDuration(retry.within)}, at try ${attempts}`] : []
    return { ...told, differences: [...differences, ...waited], captured: {} }
  }
  if (attempts === 1) return { ...told, differences, captured }
  const note = isLate
    ? `held at try ${attempts}; at first: ${first.differences.join('; ')}`
    : `passed only at try ${attempts}; at first: ${first.differences.join('; ')}`
  return { ...told, differences, captured, note }
}

/**
 * A step with what was captured before it, or why it cannot be sent. Whether it writes, or expects something not to be
 * there, may be known only now: what is refused of such a step before the run is refused of it here.
 */
function prepareFilled(written: SuiteStep, world: StepWorld): ReadyStep | { readonly wrong: readonly string[] } {
  const step = { ...written, settings: fillCaptured(written.settings, world.captured) as SuiteStep['settings'] }
  const open = openReferences(step.settings)
  if (open.length > 0) return { wrong: [`${open.join(', ')} has no value`] }
  const problems: Problem[] = []
  const report = reportInto(problems, step)
  const ready = judgeStep(step, report, world.environment.tier)
  refuseUnfenced(step, ready, report)
  return ready === undefined || problems.length > 0 ? { wrong: problems.map(({ message }) => message) } : ready
}

function unsent(reasons: readonly string[]): TriedStep {
  const differences = reasons.map((reason) => `nothing was sent: ${reason}`)
  return { attempts: 0, differences, isRetried: false, captured: {} }
}

/** One try within its time, with its captures; running over it is a difference, not an error. */
async function attemptInTime(
  prepared: PreparedStep,
  timeLimit: number,
  captures: readonly Capture[],
  world: StepWorld,
  signal: AbortSignal,
): Promise<Tried> {
  // One signal for both reasons: `AbortSignal.any` costs more than a request on the same machine.
  const ending = new AbortController()
  const interrupt = (): void => end(signal.reason)
  let timer = setTimeout(() => end(overdue), timeLimit)
  let leave: (reason: unknown) => void = () => undefined
  const end = (reason: unknown): void => {
    clearTimeout(timer)
    // One that does not heed its signal is left behind.
    timer = setTimeout(() => leave(reason), closingTime)
    ending.abort(reason)
  }
  signal.addEventListener('abort', interrupt)
  try {
    signal.throwIfAborted()
    const attempt = await new Promise<Attempt>((resolve, reject) => {
      leave = reject
      prepared.attempt(world, ending.signal).then(resolve, reject)
    })
    const isCut = ending.signal.aborted && timeLimit < prepared.timeLimit
    if (attempt.differences.length > 0 || captures.length === 0) return { ...attempt, captured: {}, isCut }
    const { values, differences } = await takeCaptures(captures, attempt.answer, world.captured)
    for (const { name, secret } of captures) if (secret) keepSecrets(values[name], world)
    return { ...attempt, differences, captured: values }
  } catch (error) {
    signal.throwIfAborted()
    if (ending.signal.aborted) {
      const message = `no complete answer within ${formatDuration(timeLimit)}`
      return { differences: [message], transient: true, captured: {}, isCut: timeLimit < prepared.timeLimit }
    }
    if (isProjectError(error)) return { differences: [error.message], transient: false, captured: {} }
    throw error
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', interrupt)
  }
}

/** Milliseconds that a try may take to close what it opened, such as a browser, once its signal is aborted. */
const closingTime = 1000

function keepSecrets(value: unknown, world: StepWorld): void {
  if (typeof value === 'string' || typeof value === 'number') world.keepSecret(String(value))
  else if (typeof value === 'object' && value !== null)
    for (const inner of Object.values(value)) keepSecrets(inner, world)
}
