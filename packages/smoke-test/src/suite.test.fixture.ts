import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Context, Finding, Notice, Scope } from '@project-utils/contract'
import type { SuiteStep } from '@project-utils/project'
import { onTestFinished } from 'vitest'
import { runSuite } from './run-suite.ts'
import type { StepWorld } from './step-kind.ts'
import type { SuiteInput } from './suite/input.ts'
import type { SuiteResult } from './suite/result.ts'

/** A scope of tier full. */
export const scope: Scope = {
  project: 'votes',
  environment: 'dev',
  tier: 'full',
  account: '111111111111',
  region: 'us-east-1',
}

/** A step as `project` gives it. */
export function step(
  kind: SuiteStep['kind'],
  settings: SuiteStep['settings'],
  more: Partial<SuiteStep> = {},
): SuiteStep {
  return { name: 'smoke 1', kind, settings, where: { file: 'project.yaml', line: 7 }, ...more }
}

/** A server on loopback, stopped when the test ends; gives its origin. */
export async function serve(listener: RequestListener, options: { maxHeaderSize?: number } = {}): Promise<string> {
  const server = createServer(options, listener)
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** A context that keeps what it is told. */
export function listening(
  signal: AbortSignal = new AbortController().signal,
): Context & { readonly notices: Notice[] } {
  const notices: Notice[] = []
  return { signal, emit: (notice) => notices.push(notice), notices }
}

/** Gives one client, a fake one, whatever class is asked for. */
export function clientOf(fake: object): StepWorld['client'] {
  return (() => fake) as unknown as StepWorld['client']
}

/** Runs steps as a suite; gives the result with all that was told. */
export async function run(
  steps: readonly SuiteStep[],
  more: Partial<SuiteInput> = {},
): Promise<SuiteResult & { readonly notices: readonly Notice[]; readonly findings: readonly Finding[] }> {
  const context = listening()
  const result = await runSuite({ name: 'smoke', steps, environment: scope, ...more }, context)
  const findings = context.notices.flatMap((notice) => (notice.type === 'finding' ? [notice.finding] : []))
  return { ...result, notices: context.notices, findings }
}
