import type { Soak } from './long-run.ts'
import { playProperties } from './properties.ts'

/** Contests for the lock and its queue on a bucket in memory, a day of virtual time each: many more than `lock` can hold. */
export const soak: Soak = {
  name: 'locks',
  what: 'the lock never has two holders, never stays for good and is given in order, whoever dies and whatever gets lost',
  count: 1_000,
  run: (context) => playProperties(['packages/records/src/lock-queue.property.test.ts'], context),
}
