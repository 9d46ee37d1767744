/** Every fault by its name; a new one is a file in `faults/` and a line here. */
import type { Fault } from './fault.ts'
import { delay } from './faults/delay.ts'
import { expired } from './faults/expired.ts'
import { lostAnswer, reset } from './faults/reset.ts'
import { serverError, serverErrorAfter } from './faults/server-error.ts'
import { silence } from './faults/silence.ts'
import { stale } from './faults/stale.ts'
import { throttle } from './faults/throttle.ts'
import { truncate } from './faults/truncate.ts'
import { unavailable } from './faults/unavailable.ts'

export type FaultName =
  | 'throttle'
  | 'server-error'
  | 'server-error-after'
  | 'unavailable'
  | 'reset'
  | 'lost-answer'
  | 'truncate'
  | 'silence'
  | 'delay'
  | 'expired'
  | 'stale'

export const faults: Readonly<Record<FaultName, Fault>> = {
  throttle,
  'server-error': serverError,
  'server-error-after': serverErrorAfter,
  unavailable,
  reset,
  'lost-answer': lostAnswer,
  truncate,
  silence,
  delay,
  expired,
  stale,
}

export function isFaultName(name: string): name is FaultName {
  return Object.hasOwn(faults, name)
}
