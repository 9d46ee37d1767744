/** What programs that build inherit besides: the way to their registries, which some machines have to be told. */
import { delimiter } from 'node:path'
import { benchEnvironment } from '../environment.ts'

const inherited =
  /^(PIP_.*|UV_.*|SSL_CERT_(FILE|DIR)|NODE_EXTRA_CA_CERTS|npm_config_(registry|cafile)|(https?|no)_proxy)$/i

/** The environment of a program that builds; `folders` come first in PATH. No call to AWS is due: a closed port. */
export function buildEnvironment(folders: readonly string[] = []): Readonly<Record<string, string>> {
  const base = benchEnvironment('http://127.0.0.1:9')
  const given = Object.entries(process.env).filter(([name, value]) => inherited.test(name) && value !== undefined)
  return {
    ...(Object.fromEntries(given) as Record<string, string>),
    ...base,
    PATH: [...folders, base['PATH']].join(delimiter),
    CDK_DISABLE_CLI_TELEMETRY: 'true',
    SAM_CLI_TELEMETRY: '0',
    SLS_NOTIFICATIONS_MODE: 'off',
    SLS_TELEMETRY_DISABLED: '1',
  }
}
