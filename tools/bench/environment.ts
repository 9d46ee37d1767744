/** What measured programs inherit: enough to run, nothing that slows them down or leads anywhere but to loopback. */
import { delimiter, dirname } from 'node:path'

const inherited = ['HOME', 'LANG', 'TMPDIR', 'SystemRoot'] as const

/** The environment of a measured program; the Node that runs the bench comes first in PATH. */
export function benchEnvironment(endpoint: string): Readonly<Record<string, string>> {
  const given = inherited.flatMap((name) => {
    const value = process.env[name]
    return value === undefined ? [] : [[name, value] as const]
  })
  return {
    ...Object.fromEntries(given),
    PATH: [dirname(process.execPath), '/usr/local/bin', '/usr/bin', '/bin'].join(delimiter),
    CI: '1',
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: '000000000000',
    AWS_SECRET_ACCESS_KEY: 'bench',
    AWS_REGION: 'us-east-1',
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_PAGER: '',
  }
}
