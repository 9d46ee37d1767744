import { setTimeout as wait } from 'node:timers/promises'
import type { CloudFrontClient } from '@aws-sdk/client-cloudfront'
import { explain, isCode } from '@project-utils/aws'
import { type Context, ProjectError } from '@project-utils/contract'
import { hashJson } from '@project-utils/run'
import { asStep } from './step-notice.ts'

/** What to invalidate, and how long to wait for it. */
export interface InvalidationInput {
  /** Id of the distribution. */
  readonly distribution: string
  /** URL-encoded, each beginning with `/`; at least one. */
  readonly paths: readonly string[]
  /** Names the request, such as the release id: asking again with the same one and the same paths starts nothing new. */
  readonly reference: string
  /** Milliseconds to wait for the end. Default: 15 minutes. */
  readonly timeLimit?: number
  /** Step of the event stream that it is part of. */
  readonly parent?: string
}

/** Files that may be in progress per distribution (AWS, CloudFront quotas). */
const mostPaths = 3000

/**
 * Invalidates paths of a distribution and waits until every edge has done so; gives the invalidation's id. While too
 * many others are in progress it waits for its turn.
 *
 * @throws ProjectError `SITE_INVALIDATION_UNFINISHED`; what `explain` of `aws` makes of CloudFront's refusals
 */
export async function invalidate(
  cloudfront: CloudFrontClient,
  input: InvalidationInput,
  context: Context,
): Promise<string> {
  const parent = input.parent === undefined ? {} : { parent: input.parent }
  const title = `Invalidate ${input.paths.length === 1 ? input.paths[0] : `${input.paths.length} paths`}`
  return asStep({ id: 'site.invalidate', title, ...parent }, context, async (progress) => {
    const { GetInvalidationCommand } = await import('./sdk.ts')
    const pause = adaptivePause(input, context.signal)
    const created = await create(cloudfront, input, context.signal, async () => {
      progress({ note: 'waiting: too many invalidations are in progress' })
      await pause()
    })
    let status = created.status
    while (status !== 'Completed') {
      await pause()
      const command = new GetInvalidationCommand({ DistributionId: input.distribution, Id: created.id })
      const answer = await asked(cloudfront.send(command, { abortSignal: context.signal }), input, context.signal)
      status = answer.Invalidation?.Status ?? 'InProgress'
    }
    return created.id
  })
}

async function create(
  cloudfront: CloudFrontClient,
  input: InvalidationInput,
  signal: AbortSignal,
  pause: () => Promise<void>,
): Promise<{ readonly id: string; readonly status: string }> {
  const { CreateInvalidationCommand } = await import('./sdk.ts')
  const paths = input.paths.length > mostPaths ? ['/*'] : [...input.paths]
  // CloudFront refuses a reference that it knows with other paths, so the paths are part of it.
  const CallerReference = `${input.reference}-${hashJson(paths).slice(0, 16)}`
  const command = new CreateInvalidationCommand({
    DistributionId: input.distribution,
    InvalidationBatch: { CallerReference, Paths: { Quantity: paths.length, Items: paths } },
  })
  for (;;) {
    const sent = cloudfront.send(command, { abortSignal: signal })
    const answer = await sent.catch((error: unknown) => {
      if (isCode(error, 'TooManyInvalidationsInProgress')) return undefined
      return asked(Promise.reject(error), input, signal)
    })
    if (answer !== undefined) {
      return { id: answer.Invalidation?.Id ?? '', status: answer.Invalidation?.Status ?? 'InProgress' }
    }
    await pause()
  }
}

async function asked<T>(answer: Promise<T>, input: InvalidationInput, signal: AbortSignal): Promise<T> {
  try {
    return await answer
  } catch (error) {
    signal.throwIfAborted()
    throw explain(error, `invalidating paths of distribution ${input.distribution}`)
  }
}

/** Waits 100 ms, then 1.5 times as long each time, at most 2 s; no longer than the time limit in all. */
function adaptivePause(input: InvalidationInput, signal: AbortSignal): () => Promise<void> {
  const { timeLimit = 15 * 60_000, distribution } = input
  const begun = performance.now()
  let pause = 100
  return async () => {
    if (performance.now() - begun >= timeLimit) {
      const what = `distribution ${distribution} has not finished its invalidation in ${Math.round(timeLimit / 1000)} s`
      throw new ProjectError('SITE_INVALIDATION_UNFINISHED', what, {
        hint: `aws cloudfront list-invalidations --distribution-id ${distribution}`,
      })
    }
    await wait(pause, undefined, { signal }).catch(() => signal.throwIfAborted())
    pause = Math.min(pause * 1.5, 2000)
  }
}
