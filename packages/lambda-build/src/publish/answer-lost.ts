import { isUnclear } from '@project-utils/aws'

/**
 * An answer did not come, and the call may have taken effect: an error of this kind the SDK does not take for one that is
 * worth sending again. It looks through `cause`, so what happened stands in a field of its own.
 */
class AnswerLost extends Error {
  readonly lost: unknown

  constructor(lost: unknown) {
    super('the answer was lost')
    this.lost = lost
  }
}

/** A middleware of commands that are sent once: what may have taken effect is not sent again by the SDK's own retries. */
export function sentOnce<Request, Answer>(
  next: (request: Request) => Promise<Answer>,
): (request: Request) => Promise<Answer> {
  return async (request) => {
    try {
      return await next(request)
    } catch (error) {
      throw isUnclear(error) ? new AnswerLost(error) : error
    }
  }
}

/** Its place: inside of the SDK's own retries, which run with high priority. */
export const insideRetries: {
  readonly step: 'finalizeRequest'
  readonly priority: 'low'
  readonly name: string
} = { step: 'finalizeRequest', priority: 'low', name: 'sentOnce' }

/** What really happened. */
export function lostBy(error: unknown): unknown {
  return error instanceof AnswerLost ? error.lost : error
}
