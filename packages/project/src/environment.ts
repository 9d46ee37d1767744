import type { Scope } from '@project-utils/contract'
import type { WrittenEnvironment, WrittenFrame } from './frame.ts'
import { keyOffset, type LocatedMap } from './located.ts'
import type { Problems } from './problems.ts'

/** What the command line says about where an act goes. */
export interface Destination {
  readonly target?: 'local' | undefined
  readonly region?: string | undefined
  /** Where the environment itself names no region, one of the command line will do, also while another one is meant. */
  readonly fallbackRegion?: string | undefined
}

/** The targets of an environment. */
export type Scopes = readonly [Scope, ...Scope[]]

const localAccount = '000000000000'
const localRegion = 'us-east-1'

/**
 * The targets of one environment: nothing is guessed, so account, tier and region must be written unless the target is
 * the local cloud. What is missing goes to the problems, and a placeholder stands for it, so that the rest can be judged.
 */
export function scopesOf(
  frame: WrittenFrame,
  name: string,
  root: LocatedMap,
  destination: Destination,
  problems: Problems,
): Scopes {
  const written = frame.environments[name] ?? {}
  const missing = (key: string, hint: string): void =>
    problems.add(keyOffset(root, ['environments', name]), {
      code: 'PROJECT_KEY_MISSING',
      message: `environments.${name} has no ${key}`,
      hint,
    })
  const isLocal = written.target === 'local'
  if (!isLocal && written.account === undefined) {
    missing('account', 'add account: "123456789012", or target: local')
  }
  if (!isLocal && written.tier === undefined) {
    missing(
      'tier',
      'add tier: full (asks nothing but data loss), limited (asks on risk) or read-only (approved plans only)',
    )
  }
  if (written.account === localAccount && !isLocal) {
    problems.add(keyOffset(root, ['environments', name, 'account']), {
      code: 'PROJECT_VALUE_INVALID',
      message: `environments.${name}.account is the account of the local cloud`,
      hint: 'write target: local, or the 12 digits of a real account',
    })
  }
  const local = isLocal || destination.target === 'local'
  const regions = destination.region === undefined ? regionsOf(written, frame) : [destination.region]
  if (regions.length === 0 && !local && destination.fallbackRegion === undefined)
    missing('region', 'add region: us-east-1 to it, or to defaults')
  refuseTwice(frame, name, root, problems)
  const scopes = (regions.length === 0 ? [localRegion] : regions).map(
    (region): Scope => ({
      project: frame.project,
      environment: name,
      tier: written.tier ?? (isLocal ? 'full' : 'read-only'),
      account: written.account ?? localAccount,
      region,
      ...(local ? { local } : {}),
    }),
  )
  return scopes as [Scope, ...Scope[]]
}

function regionsOf(written: WrittenEnvironment, frame: WrittenFrame): readonly string[] {
  const own = written.regions ?? (written.region === undefined ? undefined : [written.region])
  const defaults = frame.defaults
  return own ?? defaults?.regions ?? (defaults?.region === undefined ? [] : [defaults.region])
}

function refuseTwice(frame: WrittenFrame, name: string, root: LocatedMap, problems: Problems): void {
  for (const [path, settings] of [
    [['defaults'], frame.defaults],
    [['environments', name], frame.environments[name]],
  ] as const) {
    if (settings?.region !== undefined && settings.regions !== undefined) {
      problems.add(keyOffset(root, [...path, 'region']), {
        code: 'PROJECT_VALUE_INVALID',
        message: `${path.join('.')} has both region and regions`,
        hint: 'keep regions',
      })
    }
    const repeated = settings?.regions?.find((region, index, all) => all.indexOf(region) !== index)
    if (repeated !== undefined) {
      problems.add(keyOffset(root, [...path, 'regions', settings?.regions?.lastIndexOf(repeated) ?? 0]), {
        code: 'PROJECT_VALUE_INVALID',
        message: `${path.join('.')}.regions names ${repeated} twice`,
        hint: 'remove one of them',
      })
    }
  }
}
