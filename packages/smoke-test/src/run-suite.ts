import { type Context, type Problem, ProjectError } from '@project-utils/contract'
import { createMasker } from '@project-utils/run'
import { runInOrder } from './suite/in-order.ts'
import type { SuiteInput } from './suite/input.ts'
import { type JudgedSuite, judgeSuite } from './suite/judge.ts'
import { playSuite } from './suite/play-suite.ts'
import type { SuiteResult } from './suite/result.ts'

/**
 * Runs a suite: its set-up, its checks, all of them whatever fails, and its clean-up, which is run whatever happened, also
 * when the signal is aborted. Each failure becomes a finding `smoke/{kind}` that shows what was expected and what was there.
 * Once begun it throws only the signal's reason.
 *
 * @throws ProjectError `SMOKE_SUITE_INVALID`, `SMOKE_WRITES_REFUSED` or `SMOKE_TIER_REFUSED` with all problems, before
 * anything is sent
 */
export async function runSuite(input: SuiteInput, context: Context): Promise<SuiteResult> {
  const judged = await judgeInput(input)
  refuseInvalid(input, judged)
  context.signal.throwIfAborted()
  if (input.masker !== undefined) return await playSuite(input, judged, context)
  // Nobody masks what is told but who knows what was captured.
  const masker = createMasker()
  const emit: Context['emit'] = (notice) => context.emit(masker.maskJson(notice))
  return await playSuite({ ...input, masker }, judged, { signal: context.signal, emit })
}

/** Several suites, at most `parallel` at a time; default: one after the other. All of them run, whatever fails. */
export async function runSuites(
  inputs: readonly SuiteInput[],
  options: { readonly parallel?: number },
  context: Context,
): Promise<readonly SuiteResult[]> {
  // All are judged before the first sends anything.
  for (const input of inputs) refuseInvalid(input, await judgeInput(input))
  return await runInOrder({
    count: inputs.length,
    limit: options.parallel ?? 1,
    after: () => [],
    run: (index) => runSuite(inputs[index] as SuiteInput, context),
  })
}

function judgeInput(input: SuiteInput): Promise<JudgedSuite> {
  const { environment, folder } = input
  return judgeSuite(input, { tier: environment.tier, ...(folder === undefined ? {} : { folder }) })
}

function refuseInvalid({ name, environment, tiers }: SuiteInput, judged: JudgedSuite): void {
  const { tier } = environment
  if (tiers !== undefined && !tiers.includes(tier)) {
    throw new ProjectError('SMOKE_TIER_REFUSED', `suite ${name} is not for environments of tier ${tier}`, {
      hint: `run it where the tier is ${tiers.join(' or ')}, or add ${tier} to its tiers`,
    })
  }
  // An address comes from the environment: a wrong one fails its step, the suite itself is well written.
  const problems = judged.problems.filter((problem) => problem.code !== 'SMOKE_URL_INVALID')
  if (problems.length > 0) throw refusal(name, problems)
}

/** The error for a suite that cannot be run as it is written, or may not here. */
function refusal(name: string, problems: readonly Problem[]): ProjectError {
  const isRefused = problems.every((problem) => problem.code === 'SMOKE_WRITES_REFUSED')
  const more = problems.length > 1 ? `, and ${problems.length - 1} more` : ''
  const code = isRefused ? 'SMOKE_WRITES_REFUSED' : 'SMOKE_SUITE_INVALID'
  return new ProjectError(code, `suite ${name} was not run: ${problems[0]?.message ?? ''}${more}`, { problems })
}
