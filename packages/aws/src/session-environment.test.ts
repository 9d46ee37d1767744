import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { callerIdentity, type LocalService, startService } from './local-service.test.fixture.ts'

const script = `
import promises from 'node:fs/promises'
import { syncBuiltinESMExports } from 'node:module'
const reads = []
const readFile = promises.readFile
promises.readFile = (path, ...rest) => (reads.push(String(path)), readFile(path, ...rest))
syncBuiltinESMExports()
const { localCredentials, openSession, resolveReferences } = await import(process.env.ENTRY)
const session = openSession({
  region: 'eu-west-1', endpoint: process.env.ENDPOINT, credentials: localCredentials('111111111111'),
})
const identity = await session.identity()
const values = await resolveReferences([{ kind: 'ssm', name: '/x' }, { kind: 'secret', name: 's' }], session, { add() {} })
session.destroy()
console.log(JSON.stringify({ identity, values: [...values], reads: reads.filter((path) => path.includes('aws-files')) }))
`

let folder: string
let ours: LocalService
let theirs: LocalService

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'aws-files-'))
  ours = await startService(({ operation }) => {
    if (operation === 'GetParameters') return [200, { Parameters: [{ Name: '/x', Type: 'String', Value: 'a' }] }]
    if (operation === 'GetSecretValue') return [200, { SecretString: 'b' }]
    return [200, callerIdentity('111111111111')]
  })
  theirs = await startService(() => [500, 'must not be asked'])
})

afterAll(async () => {
  rmSync(folder, { recursive: true })
  await ours.close()
  await theirs.close()
})

it('reaches only the given endpoint, whatever environment and configuration files say', async () => {
  const file = join(folder, 'config')
  writeFileSync(
    file,
    `[profile other]\nregion = us-east-2\nservices = all\nendpoint_url = ${theirs.endpoint}\nsso_session = none\n` +
      `[services all]\nsts =\n  endpoint_url = ${theirs.endpoint}\n`,
  )
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--conditions=@project-utils/source', '--input-type=module', '--eval', script],
    {
      env: {
        PATH: process.env['PATH'],
        HOME: folder,
        ENTRY: new URL('index.ts', import.meta.url).href,
        ENDPOINT: ours.endpoint,
        AWS_PROFILE: 'other',
        AWS_CONFIG_FILE: file,
        AWS_SHARED_CREDENTIALS_FILE: file,
        AWS_REGION: 'us-east-2',
        AWS_ACCESS_KEY_ID: 'AKIAOTHER',
        AWS_SECRET_ACCESS_KEY: 'other',
        AWS_SESSION_TOKEN: 'other',
        AWS_ENDPOINT_URL: theirs.endpoint,
        AWS_ENDPOINT_URL_STS: theirs.endpoint,
        AWS_ENDPOINT_URL_SSM: theirs.endpoint,
        AWS_ENDPOINT_URL_SECRETS_MANAGER: theirs.endpoint,
        AWS_USE_FIPS_ENDPOINT: 'true',
        AWS_USE_DUALSTACK_ENDPOINT: 'true',
        AWS_DEFAULTS_MODE: 'auto',
        AWS_RETRY_MODE: 'legacy',
        AWS_MAX_ATTEMPTS: 'no number',
        AWS_EC2_METADATA_SERVICE_ENDPOINT: theirs.endpoint,
      },
    },
  )
  expect(JSON.parse(stdout)).toEqual({
    identity: { account: '111111111111', arn: 'arn:aws:iam::111111111111:user/ada' },
    values: [
      ['ssm:/x', 'a'],
      ['secret:s', 'b'],
    ],
    reads: [],
  })
  expect(theirs.received).toEqual([])
  expect(ours.received.map((r) => r.operation).sort()).toEqual(['GetCallerIdentity', 'GetParameters', 'GetSecretValue'])
  for (const { authorization } of ours.received)
    expect(authorization).toMatch(/Credential=111111111111\/\d+\/eu-west-1\//)
})

it('loads no client before the first use', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--conditions=@project-utils/source',
    '--input-type=module',
    '--eval',
    `import { registerHooks } from 'node:module'
     const loaded = []
     registerHooks({ load: (url, context, next) => (loaded.push(url), next(url, context)) })
     const { openSession } = await import(${JSON.stringify(new URL('index.ts', import.meta.url).href)})
     openSession({ region: 'eu-west-1' }).destroy()
     console.log(JSON.stringify(loaded.filter((url) => /@aws-sdk|@smithy|node:https?$/.test(url))))`,
  ])
  expect(JSON.parse(stdout)).toEqual([])
})
