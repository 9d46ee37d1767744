import { type Emit, type HeldLock, type Holder, type LockPort, type Scope, sortScopes } from '@project-utils/contract'

/** The locks of all scopes of an act. */
export interface Locks {
  /** Aborted as soon as one of them is lost. */
  readonly lost: AbortSignal
  release(): Promise<void>
}

/** Takes the locks of all scopes in sorted order; where one cannot be had, gives back those already taken. */
export async function takeLocks(
  port: LockPort,
  scopes: readonly Scope[],
  holder: Holder,
  signal: AbortSignal,
  emit?: Emit,
): Promise<Locks> {
  const held: HeldLock[] = []
  const release = async (): Promise<void> => {
    for (const lock of held.toReversed()) await lock.release()
  }
  try {
    for (const scope of sortScopes(scopes)) held.push(await port.acquire(scope, holder, signal, emit))
  } catch (error) {
    await release()
    throw error
  }
  return { lost: AbortSignal.any(held.map((lock) => lock.lost)), release }
}

/** What stands in for the locks of an act that takes none: never lost. */
export function noLocks(): Locks {
  return { lost: new AbortController().signal, release: async () => undefined }
}
