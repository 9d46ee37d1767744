import { delimiter, dirname } from 'node:path'
import { placesIn } from './folder.ts'
import type { LocalOptions } from './local-cloud.ts'

/** Windows starts no process without these. */
const systemNames = ['SYSTEMROOT', 'SYSTEMDRIVE', 'WINDIR', 'COMSPEC', 'PATHEXT']

/**
 * The whole environment of the emulator. Functions inherit it, so nothing of the host is in it but `PATH`, with the Node
 * that runs functions first; and nothing in it or under its home leads to real AWS.
 */
export function serverEnvironment(options: LocalOptions): Readonly<Record<string, string>> {
  const places = placesIn(options.folder)
  const path = variable(options.environment, 'PATH') ?? ''
  const system = systemNames.flatMap((name) => {
    const value = variable(options.environment, name)
    return value === undefined ? [] : [[name, value] as const]
  })
  return {
    ...Object.fromEntries(system),
    PATH: [dirname(options.node ?? process.execPath), path].filter((part) => part !== '').join(delimiter),
    HOME: places.home,
    USERPROFILE: places.home,
    TMPDIR: places.temporary,
    TMP: places.temporary,
    TEMP: places.temporary,
    LANG: 'C.UTF-8',
    TZ: 'UTC',
    LOG_LEVEL: 'WARNING',
    BIND_HOST: '127.0.0.1',
    IOT_MTLS_ENABLED: '0',
    SFTP_ENABLED: '0',
    LAMBDA_EXECUTOR: 'local',
    AUTH: 'true',
    PERSIST_STATE: '1',
    STATE_DIR: places.state,
    S3_PERSIST: '1',
    S3_DATA_DIR: places.objects,
    // A socket that is not there: containers of this machine are none of the emulator's business.
    DOCKER_HOST: `unix://${places.temporary}/none.sock`,
    AWS_CONFIG_FILE: places.awsConfig,
    AWS_SHARED_CREDENTIALS_FILE: places.awsCredentials,
    AWS_EC2_METADATA_DISABLED: 'true',
  }
}

/** A variable by its name; Windows spells names in any case. */
export function variable(environment: Readonly<Record<string, string | undefined>>, name: string): string | undefined {
  const exact = environment[name]
  if (exact !== undefined) return exact
  const other = Object.keys(environment).find((key) => key.toUpperCase() === name)
  return other === undefined ? undefined : environment[other]
}
