import { isUnclear } from '@project-utils/aws'

/**
 * An answer did not come, and the call may have taken effect: an error of this kind the SDK does not take for one that is
 * worth sending again. It looks through `cause`, so what happened stands in a field of its own.
 */
export class AnswerLost extends Error {
  readonly lost: unknown

  constructor(lost: unknown) {
    super('the answer was lost')
    this.lost = lost
  }
}

/** A failure as the SDK's retries are to see it: what may have taken effect is not sent again. */
export function sentOnce(error: unknown): unknown {
  return isUnclear(error) ? new AnswerLost(error) : error
}

/** What really happened. */
export function lostBy(error: unknown): unknown {
  return error instanceof AnswerLost ? error.lost : error
}
