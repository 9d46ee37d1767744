import { setTimeout as delay } from 'node:timers/promises'
import type { LambdaClient } from '@aws-sdk/client-lambda'
import { ProjectError } from '@project-utils/contract'
import { type FunctionState, readFunction } from './read.ts'

/** The longest wait for one function, in milliseconds; functions in a VPC take minutes. */
const longest = 10 * 60_000

/** The first wait between two looks, in milliseconds. */
export const firstPause = 100

/** The wait after the one given: half as much again, 2 s at most. */
export function nextPause(pause: number): number {
  return Math.min(pause * 1.5, 2000)
}

/**
 * Waits until a function, or a version of it, is active and its last change has arrived.
 *
 * @throws ProjectError `LAMBDA_UPDATE_FAILED`, `LAMBDA_STILL_UPDATING` after ten minutes, `LAMBDA_FUNCTION_NOT_FOUND`;
 *   the signal's reason when aborted
 */
export async function waitUntilReady(
  lambda: LambdaClient,
  name: string,
  signal: AbortSignal,
  version?: string,
): Promise<FunctionState> {
  const what = version === undefined ? `function ${name}` : `version ${version} of function ${name}`
  let waited = 0
  for (let pause = firstPause; ; pause = nextPause(pause)) {
    signal.throwIfAborted()
    const now = await readFunction(lambda, name, version)
    if (now.state === 'Failed' || now.lastUpdateStatus === 'Failed') {
      throw new ProjectError('LAMBDA_UPDATE_FAILED', `${what} failed: ${now.reason ?? 'Lambda gives no reason'}`, {
        where: { resource: name },
      })
    }
    // Inactive: not used for a while; the next invocation wakes it up, and publishing needs no more.
    if (now.state !== 'Pending' && now.lastUpdateStatus !== 'InProgress') return now
    if (waited >= longest) {
      throw new ProjectError('LAMBDA_STILL_UPDATING', `${what} is still being updated after ten minutes`, {
        hint: 'look again later: the update goes on in AWS',
        where: { resource: name },
      })
    }
    await delay(pause, undefined, { signal })
    waited += pause
  }
}
