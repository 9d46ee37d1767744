import type { Problem } from '@project-utils/contract'
import type { SuiteStep } from '@project-utils/project'
import type { StepWorld } from '../step-kind.ts'
import type { SuiteInput } from '../suite/input.ts'
import { judgeSuite } from '../suite/judge.ts'
import type { SuiteStepResult } from '../suite/result.ts'
import { clientOf, run, step } from '../suite.test.fixture.ts'
import { validateSuite } from '../validate.ts'

/** A call that a fake client was sent. */
export interface SentCall {
  readonly name: string
  readonly input: Readonly<Record<string, unknown>>
}

type Answers = Readonly<Record<string, unknown>>

/** A client that answers each command by its name: with a value, an error that it throws, or what a function makes. */
export function fakeClient(answers: Answers): { readonly client: StepWorld['client']; readonly calls: SentCall[] } {
  const calls: SentCall[] = []
  const send = async (command: { readonly input: SentCall['input'] }): Promise<unknown> => {
    const name = command.constructor.name.replace(/Command$/, '')
    calls.push({ name, input: command.input })
    const answer = answers[name]
    const made: unknown = typeof answer === 'function' ? answer(command.input) : answer
    if (made instanceof Error) throw made
    if (made === undefined) throw new Error(`nobody expected ${name}`)
    return made
  }
  return { client: clientOf({ send }), calls }
}

/** An error as the SDK throws it. */
export function serviceError(name: string, message: string = name, httpStatusCode: number = 400): Error {
  return Object.assign(new Error(message), { name, $fault: 'client', $metadata: { httpStatusCode } })
}

/** All that is wrong with the settings of a step, without the step's name. */
export function problemsOf(kind: SuiteStep['kind'], settings: SuiteStep['settings']): readonly string[] {
  return validateSuite([step(kind, settings)]).map(({ message }: Problem): string =>
    message.replace('step "smoke 1": ', ''),
  )
}

/** Whether a step passes because something is not there: then it needs a fence. */
export async function needsFence(kind: SuiteStep['kind'], settings: SuiteStep['settings']): Promise<boolean> {
  return (await judgeSuite({ steps: [step(kind, settings)] })).problems.some(({ code }) => code === 'SMOKE_NO_FENCE')
}

/** Runs one step, tried once; behind a fence where it needs one. */
export async function runOne(
  kind: SuiteStep['kind'],
  settings: SuiteStep['settings'],
  more: Partial<SuiteInput> = {},
  beside: Partial<SuiteStep> = {},
): Promise<SuiteStepResult> {
  const fence = step('command', { run: 'exit 0' }, { name: 'fence' })
  const one = step(kind, settings, { retry: { attempts: 1 }, fence: 'fence', ...beside })
  const { steps } = await run([fence, one], { childEnvironment: { PATH: process.env['PATH'] ?? '' }, ...more })
  if (steps[1] === undefined) throw new Error('there are two steps')
  return steps[1]
}
