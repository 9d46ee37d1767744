import { test } from 'vitest'

/** What the emulator does and what AWS does instead. `docs/expected-divergences.md` is made from these. */
export interface Divergence {
  readonly here: string
  readonly aws: string
}

/**
 * A test that asserts what the pinned emulator does wrong. When it fails, the emulator has probably learnt it: measure
 * again, then remove the row, what works around it in the code if AWS does not need it too, and switch the real assertion on.
 */
export function divergence(id: string, { here, aws }: Divergence, check: () => Promise<void>): void {
  test(`${id}: ${here} (AWS: ${aws})`, check)
}
