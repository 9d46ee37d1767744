/** The ways in which a run is ended from outside, each at one of its AWS calls. */
import { once } from 'node:events'
import type { Interceptor } from '../proxy/interceptor.ts'
import type { TinyProcess } from '../tiny-project.ts'

/**
 * `kill-before`: SIGKILL, and AWS never sees the call. `kill-after`: AWS has acted, and the answer never arrives. A signal
 * arrives while the call is under way, and the call is answered.
 */
export const ways = ['kill-before', 'kill-after', 'SIGINT', 'SIGTERM'] as const

export type Way = (typeof ways)[number]

/** One way at one call; calls are counted from 1. */
export interface Point {
  readonly way: Way
  readonly call: number
}

/** Counts the signed calls of one program at a time, and ends it at the call that was set. */
export interface Disturber {
  readonly interceptor: Interceptor
  /** Begins to count anew; with a point, `victim` is ended there. */
  arm(point?: Point, victim?: () => Pick<TinyProcess, 'child'>): void
  /** Signed calls since it was armed. */
  counted(): number
  /** The call at which the victim was ended; absent where it came to none. */
  hit(): string | undefined
}

/** Makes a disturber; it goes into a proxy's list of interceptors. */
export function openDisturber(): Disturber {
  let point: Point | undefined
  let victim: (() => Pick<TinyProcess, 'child'>) | undefined
  let counted = 0
  let hit: string | undefined

  const interceptor: Interceptor = async ({ operation }, next) => {
    if (operation.service === 'unsigned') return await next()
    counted += 1
    if (point === undefined || victim === undefined || counted !== point.call) return await next()
    hit = `${operation.service}.${operation.operation}`
    const { child } = victim()
    if (point.way === 'SIGINT' || point.way === 'SIGTERM') {
      child.kill(point.way)
      return await next()
    }
    const answer = point.way === 'kill-after' ? await next() : undefined
    const gone = child.exitCode === null && child.signalCode === null ? once(child, 'exit') : undefined
    child.kill('SIGKILL')
    await gone
    answer?.body.destroy()
    throw new Error('the program was killed')
  }
  return {
    interceptor,
    arm: (at, whom) => {
      point = at
      victim = whom
      counted = 0
      hit = undefined
    },
    counted: () => counted,
    hit: () => hit,
  }
}

export function isKill({ way }: Point): boolean {
  return way === 'kill-before' || way === 'kill-after'
}
