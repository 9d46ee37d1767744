import type { Release, Scope } from '@project-utils/contract'

/** A scope for tests. */
export const scope: Scope = {
  project: 'shop',
  environment: 'dev',
  tier: 'full',
  account: '111111111111',
  region: 'eu-west-1',
}

/** A release for tests. */
export function release(id: string, seq: number, more: Partial<Release> = {}): Release {
  return {
    v: 1,
    id,
    seq,
    run: `run-${id}`,
    outcome: 'started',
    startedAt: '2026-11-21T16:00:00Z',
    actor: 'ada',
    toolVersion: '0.1.0',
    fingerprint: 'f'.repeat(64),
    stacks: {},
    functions: {},
    checks: [],
    steps: [],
    ...more,
  } as Release
}
