import { devNull } from 'node:os'
import type { Scope } from '@project-utils/contract'
import { placesIn } from './folder.ts'
import type { LocalCloud } from './local-cloud.ts'

/**
 * The environment for a child process that works on the local cloud. Whatever credentials, profiles, roles or endpoints
 * are in `base`, none is left: no `AWS_…` variable of it survives, the configuration files named are empty, the
 * metadata service is off, and a proxy is not asked for this machine.
 */
export function localEnvironment(
  cloud: LocalCloud,
  scope: Pick<Scope, 'account' | 'region'>,
  base: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  const kept = Object.entries(base).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && !leadsToAws(entry[0]),
  )
  const places = cloud.folder === undefined ? undefined : placesIn(cloud.folder)
  return {
    ...Object.fromEntries(kept),
    ...withoutProxy(kept),
    AWS_ENDPOINT_URL: cloud.endpoint,
    AWS_REGION: scope.region,
    AWS_DEFAULT_REGION: scope.region,
    AWS_ACCESS_KEY_ID: scope.account,
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_CONFIG_FILE: places?.awsConfig ?? devNull,
    AWS_SHARED_CREDENTIALS_FILE: places?.awsCredentials ?? devNull,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_ACCOUNT_ID_ENDPOINT_MODE: 'disabled',
  }
}

/** Variables by which a program finds credentials, endpoints or settings of AWS; Windows spells them in any case. */
function leadsToAws(name: string): boolean {
  return /^(AWS_|BOTO_CONFIG$)/i.test(name)
}

function withoutProxy(kept: readonly (readonly [string, string])[]): Readonly<Record<string, string>> {
  const names = kept.map(([name]) => name).filter((name) => /^no_proxy$/i.test(name))
  const spellings = names.length === 0 ? ['NO_PROXY', 'no_proxy'] : names
  return Object.fromEntries(
    spellings.map((name) => {
      const before = kept.find(([other]) => other === name)?.[1] ?? ''
      const parts = before.split(',').filter((part) => part !== '')
      return [name, [...new Set([...parts, '127.0.0.1', 'localhost', '::1'])].join(',')]
    }),
  )
}
