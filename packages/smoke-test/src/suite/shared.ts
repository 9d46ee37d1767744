import type { Shared, StepWorld } from '../step-kind.ts'

/** What the steps of one suite share. */
export interface SharedThings {
  readonly share: StepWorld['share']
  /** Closes all of it, side by side; never throws. */
  close(): Promise<void>
}

/** Opens nothing yet: each thing is made when a step first asks for it. */
export function openShared(): SharedThings {
  const things = new Map<string, Shared>()
  return {
    share<T extends Shared>(name: string, make: () => T): T {
      const known = things.get(name)
      if (known !== undefined) return known as T
      const made = make()
      things.set(name, made)
      return made
    },
    async close() {
      await Promise.allSettled([...things.values()].map((thing) => thing.close()))
      things.clear()
    },
  }
}
