import type { SecretKeeper } from '@project-utils/aws'
import { type Context, type Finding, isProjectError, type Place, type Problem, ProjectError, type Scope } from '@project-utils/contract'
import { formatReference, referencesOf, type SuiteStep } from '@project-utils/project'
import { formatDuration } from './duration.ts'
import { reportInto } from './report.ts'
import { tryUntilPassed } from './retry.ts'
import type { Attempt, PreparedStep, StepWorld } from './step-kind.ts'
import { prepareStep, type ReadyStep, validateSuite } from './validate.ts'

/** A suite to run, and what it is run with. */
export interface SuiteInput {
  readonly name: string
  /** With their references filled; a step with one that is not fails unsent. */
  readonly steps: readonly SuiteStep[]
  readonly environment: Scope
  /** Gives the SDK client of a class, mostly the session's `client`; without it no step reaches AWS. */
  readonly client?: StepWorld['client']
  /** Physical function names by logical id. */
  readonly functions?: Readonly<Record<string, string>>
  /** Versions to check before they get traffic, by logical id; makes the suite a gate. */
  readonly versions?: Readonly<Record<string, string>>
  /** All resources of the project's stacks by logical id. */
  readonly resources?: StepWorld['resources']
  /** Names of the project's stacks by their keys. */
  readonly stacks?: StepWorld['stacks']
  /** What child processes are started with. Default: nothing. */
  readonly childEnvironment?: Readonly<Record<string, string>>
  /** Folder that commands run in and files are read from. Default: `.` */
  readonly folder?: string
  /** Folder for screenshots and the like; absolute. */
  readonly artifacts?: string
  /** Learns the secrets that steps come to know. */
  readonly masker?: SecretKeeper
  readonly fetch?: typeof fetch
  /** Step of the event stream that the suite is part of. */
  readonly parent?: string
}

/** How one step of a suite ended. */
export interface SuiteStepResult {
  readonly name: string
  readonly kind: string
  readonly outcome: 'passed' | 'failed'
  /** From the first try's start to the last one's end. */
  readonly ms: number
  /** Tries that were made; 0 where nothing could be sent. */
  readonly attempts: number
  /** What differs, or that it passed only after a retry. */
  readonly message?: string
  readonly where: Place
}

/** How a suite ended: green only if every step proved what it expects. */
export interface SuiteResult {
  readonly suite: string
  readonly passed: number
  readonly failed: number
  readonly steps: readonly SuiteStepResult[]
}

/**
 * Runs a suite's steps one after the other, all of them whatever fails; each failure becomes a finding `smoke/http` or
 * `smoke/lambda` that shows what was expected and what was there. Once begun it throws only the signal's reason.
 *
 * @throws ProjectError `SMOKE_SUITE_INVALID` or `SMOKE_WRITES_REFUSED` with all problems, before anything is sent
 */
export async function runSuite(input: SuiteInput, context: Context): Promise<SuiteResult> {
  refuseInvalid(input)
  const world = worldOf(input)
  const steps: SuiteStepResult[] = []
  for (const [index, step] of input.steps.entries()) {
    context.signal.throwIfAborted()
    steps.push(await runStep(step, `smoke.${input.name}.${index + 1}`, input, world, context))
  }
  const passed = steps.filter((step) => step.outcome === 'passed').length
  const result = { suite: input.name, passed, failed: steps.length - passed, steps }
  const told = steps.map(({ where: _, ...step }) => step)
  context.emit({ type: 'fact', name: 'suite.result', data: { ...result, steps: told } })
  return result
}

function worldOf(input: SuiteInput): StepWorld {
  const { environment, artifacts, masker } = input
  return {
    client: input.client ?? noClient,
    functions: input.functions ?? {},
    versions: input.versions ?? {},
    resources: input.resources ?? {},
    stacks: input.stacks ?? {},
    fetch: input.fetch ?? fetch,
    environment,
    account: environment.account,
    region: environment.region,
    captured: {},
    local: environment.local === true,
    childEnvironment: input.childEnvironment ?? {},
    folder: input.folder ?? '.',
    ...(artifacts === undefined ? {} : { artifacts }),
    keepSecret: (secret) => masker?.add(secret),
  }
}

function noClient(): never {
  throw new ProjectError('SMOKE_NO_SESSION', 'the step needs an AWS account, and the suite is run without one')
}

function refuseInvalid(input: SuiteInput): void {
  const found = validateSuite(input.steps, { tier: input.environment.tier })
  // An address comes from the environment: a wrong one fails its step, the suite itself is well written.
  const problems = found.filter((problem) => problem.code !== 'SMOKE_URL_INVALID')
  const [first] = problems
  if (first === undefined) return
  const isRefusal = problems.every((problem) => problem.code === 'SMOKE_WRITES_REFUSED')
  const more = problems.length > 1 ? `, and ${problems.length - 1} more` : ''
  const code = isRefusal ? 'SMOKE_WRITES_REFUSED' : 'SMOKE_SUITE_INVALID'
  throw new ProjectError(code, `suite ${input.name} was not run: ${first.message}${more}`, { problems })
}

async function runStep(
  step: SuiteStep,
  id: string,
  input: SuiteInput,
  world: StepWorld,
  context: Context,
): Promise<SuiteStepResult> {
  const parent = input.parent === undefined ? {} : { parent: input.parent }
  const told = { type: 'step', id, title: step.name, ...parent } as const
  const begun = performance.now()
  const ms = (): number => Math.round(performance.now() - begun)
  context.emit({ ...told, state: 'started' })
  const end = (attempts: number, differences: readonly string[], note?: string): SuiteStepResult => {
    const outcome = differences.length > 0 ? 'failed' : 'passed'
    const message = differences.length > 0 ? differences.join('; ') : note
    const finding = findingOf(step, outcome, message)
    if (finding !== undefined) context.emit({ type: 'finding', finding })
    const took = ms()
    context.emit({ ...told, state: 'ended', outcome: outcome === 'passed' ? 'done' : 'failed', ms: took })
    const said = message === undefined ? {} : { message }
    return { name: step.name, kind: step.kind, outcome, ms: took, attempts, ...said, where: step.where }
  }
  const ready = readyToSend(step)
  if ('differences' in ready) return end(0, ready.differences)
  const { prepared, retry } = ready
  try {
    const { first, last, attempts } = await tryUntilPassed(
      retry,
      () => attemptInTime(prepared, world, context.signal),
      ({ differences }, pause, tried) => {
        const note = `${differences[0]}; again in ${formatDuration(pause)} (${tried} of ${retry.attempts})`
        context.emit({ ...told, state: 'progress', note })
      },
      context.signal,
    )
    const note = attempts > 1 ? `passed only at try ${attempts}; at first: ${first.differences.join('; ')}` : undefined
    return end(attempts, last.differences, note)
  } catch (error) {
    context.emit({ ...told, state: 'ended', outcome: context.signal.aborted ? 'cancelled' : 'failed', ms: ms() })
    throw error
  }
}

/** Why a step cannot be sent, or the step as it will be. */
function readyToSend(step: SuiteStep): ReadyStep | { readonly differences: readonly string[] } {
  const open = [...new Set(referencesOf(step.settings).map(formatReference))]
  if (open.length > 0) return { differences: [`nothing was sent: ${open.join(', ')} has no value`] }
  const problems: Problem[] = []
  const ready = prepareStep(step, reportInto(problems, step))
  return ready ?? { differences: problems.map((problem) => `nothing was sent: ${problem.message}`) }
}

/** One try within its time; running over it is a difference, not an error. */
async function attemptInTime(prepared: PreparedStep, world: StepWorld, signal: AbortSignal): Promise<Attempt> {
  const limit = new AbortController()
  const timer = setTimeout(() => limit.abort('time limit'), prepared.timeLimit)
  try {
    return await prepared.attempt(world, AbortSignal.any([signal, limit.signal]))
  } catch (error) {
    signal.throwIfAborted()
    if (!limit.signal.aborted && isProjectError(error)) return { differences: [error.message], transient: false }
    if (!limit.signal.aborted) throw error
    return { differences: [`no complete answer within ${formatDuration(prepared.timeLimit)}`], transient: true }
  } finally {
    clearTimeout(timer)
  }
}

function findingOf(step: SuiteStep, outcome: string, message: string | undefined): Finding | undefined {
  if (message === undefined) return undefined
  const isFailure = outcome === 'failed'
  return {
    rule: isFailure ? `smoke/${step.kind}` : 'smoke/retried',
    category: 'smoke-test',
    severity: isFailure ? 'error' : 'warning',
    message: `${step.name}: ${message}`,
    where: step.where,
  }
}
