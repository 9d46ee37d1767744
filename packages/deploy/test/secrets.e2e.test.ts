import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type TestCloud, testCloud } from '../../../tools/test-cloud.ts'
import { openTiny, type TinyProject, type TinyRun } from '../../../tools/tiny-project.ts'
import { filesBelow, type Place, tracesOf } from './secret-traces.ts'

/** One for each way in. All with characters that other notations write differently. */
const secrets = {
  'field of a secret': 'key: "q1"/ö+ä & 100%',
  'secure parameter': 'p4ss?<word>=\\1|"x" ü',
  'several lines': '-----BEGIN KEY-----\nMIIEvQIBADANBgkqhkiG9w0B\nAQEFAASCBKcwggSjAgEAAoIB\n-----END KEY-----',
  'parameter that is not echoed': 'pin-93841-"quoted"',
  'default that is not echoed': 'fallback-77213/default',
  'variable of the shell': 'ghp_n0tARealToken+4711=',
}

let cloud: TestCloud
let tiny: TinyProject
let temporary: string
/** What the hook prints: it stands for what a careless command looks up by itself. */
let told: string
/** All that was printed, by run. */
const printed: Place[] = []

beforeAll(async () => {
  cloud = await testCloud()
  temporary = await mkdtemp(join(tmpdir(), 'project-utils-secrets-'))
  await plant()
})
afterAll(async () => {
  await tiny?.close()
  await cloud?.stop()
  for (const folder of [temporary, dirname(told)]) await rm(folder, { recursive: true, force: true })
})

describe('secrets', () => {
  it('are known before the first hook prints them, and reach the function', async () => {
    const { code, stdout } = await run('deploy', '--yes', '--json', '--verbose')
    expect(stdout).toContain('•••')
    expect(code).toBe(0)
  })

  it('do not show when a check fails because a function throws them', async () => {
    await tiny.edit('function/hello.js', (text) => text.replace('return {', 'throw new Error(leak())\n  return {'))
    const { code, stdout } = await run('deploy', '--yes', '--output', 'ndjson', '--verbose')
    expect(stdout).toContain('the function failed')
    expect(code).toBe(7)
    await tiny.edit('function/hello.js', (text) => text.replace('throw new Error(leak())\n', ''))
  })

  it('do not show when a stack fails and its reason quotes them', async () => {
    await tiny.edit('template.yaml', (text) => text.replace('Resources:\n', `Resources:\n${failing}`))
    const { code, stderr } = await run('deploy', '--yes', '--verbose')
    expect(code).not.toBe(0)
    expect(stderr).toContain('not found: •••')
    await tiny.edit('template.yaml', (text) => text.replace(failing, ''))
  })

  it('do not show when a hook fails after printing them', async () => {
    await tiny.edit('function/hello.js', (text) => text.replace('hello 1', 'hello 2'))
    await tiny.edit('project.yaml', (text) => text.replace('test: sh print.sh', 'test: sh print.sh && false'))
    const { code, stderr } = await run('deploy', '--yes')
    expect(code).toBe(1)
    expect(stderr).toContain('hook test')
    await tiny.edit('project.yaml', (text) => text.replace('print.sh && false', 'print.sh'))
  })

  it('do not show in a plan, a status, a configuration, a replay and a removal', async () => {
    await run('deploy', '--dry-run', '--json')
    await run('deploy', '--dry-run')
    const { stdout } = await run('status', '--json')
    expect(JSON.parse(stdout)).toMatchObject({ data: { outputs: { app: { Handed: '•••' } } } })
    await run('status')
    await run('config')
    const watch = tiny.start('watch', '--output', 'ndjson')
    await expect.poll(() => watch.printed(), { timeout: 20_000 }).toContain('"ended"')
    watch.child.kill('SIGINT')
    keep('watch', await watch.ended)
    await run('deploy', '--yes', '--json')
    await run('destroy', '--yes', '--delete', 'Notes', '--json')
  })

  it('stand in nothing that was printed', () => {
    expect(printed.length).toBeGreaterThan(20)
    expect(tracesOf(secrets, printed)).toEqual([])
  })

  it('stand in no object of the project-utils bucket, in no version of it', async () => {
    const objects = await everyVersion('project-utils-000000000000-us-east-1')
    const names = objects.map(({ name }) => name).join('\n')
    for (const kind of ['releases/', 'audit/', 'runs/', 'blobs/']) expect(names).toContain(kind)
    // The default is part of the template, which is the project's own file and kept as it is.
    const { 'default that is not echoed': _, ...others } = secrets
    expect(tracesOf(others, objects)).toEqual([])
    expect(
      tracesOf(
        secrets,
        objects.filter(({ name }) => !name.includes('blobs/')),
      ),
    ).toEqual([])
  })

  it('stand in no file that was left behind: cache, temporary files, log of the local cloud', async () => {
    const cache = await filesBelow(join(tiny.folder, '.project-utils'))
    const log = await filesBelow(cloud.options.folder, (path) => path.endsWith('.log'))
    expect(cache.length).toBeGreaterThan(0)
    expect(log.length).toBeGreaterThan(0)
    expect(tracesOf(secrets, [...cache, ...log, ...(await filesBelow(temporary))])).toEqual([])
  })
})

it('would be found: a search that finds nothing anywhere proves nothing', () => {
  const secret = secrets['secure parameter']
  const basic = Buffer.from(`user:${secret}:x`).toString('base64')
  const leaks = [
    secret,
    JSON.stringify({ secret }),
    encodeURIComponent(secret),
    basic,
    Buffer.from(secret).toString('hex'),
  ]
  const places = leaks.map((text, index) => ({ name: String(index), bytes: Buffer.from(`before ${text} after`) }))
  expect(new Set(tracesOf(secrets, places).map((trace) => trace.at(-1)))).toEqual(new Set(['0', '1', '2', '3', '4']))
})

/** A resource that is refused with a reason that quotes its name. */
const failing = `  Broken:
    Type: AWS::Lambda::EventInvokeConfig
    Properties: { FunctionName: !Ref ApiKey, Qualifier: $LATEST, MaximumRetryAttempts: 0 }
`

async function run(...args: readonly string[]): Promise<TinyRun> {
  const ended = await tiny.run(...args)
  keep(args.join(' '), ended)
  return ended
}

function keep(name: string, { stdout, stderr }: TinyRun): void {
  printed.push({ name: `stdout of ${name}`, bytes: Buffer.from(stdout) })
  printed.push({ name: `stderr of ${name}`, bytes: Buffer.from(stderr) })
}

/** Puts the secrets in their places, and everything that might tell them into the project. */
async function plant(): Promise<void> {
  const fields = JSON.stringify({ key: secrets['field of a secret'], pem: secrets['several lines'] })
  await aws('secretsmanager', 'secretsmanager.CreateSecret', { Name: 'tiny/api', SecretString: fields })
  const parameter = { Name: '/tiny/password', Value: secrets['secure parameter'], Type: 'SecureString' }
  await aws('ssm', 'AmazonSSM.PutParameter', parameter)
  told = join(await mkdtemp(join(tmpdir(), 'project-utils-told-')), 'secrets.json')
  await writeFile(told, JSON.stringify(secrets))
  tiny = await openTiny({
    endpoint: cloud.endpoint,
    localFolder: cloud.options.folder,
    environment: { DEPLOY_TOKEN: secrets['variable of the shell'], TMPDIR: temporary, TOLD: told },
  })
  await writeFile(join(tiny.folder, 'print.sh'), 'exec node print.mjs\n')
  await writeFile(join(tiny.folder, 'print.mjs'), printer)
  await tiny.edit('project.yaml', (text) =>
    text
      .replace('parameters: { Environment: "${env}", Loud: "${flags.loud}" }', parameters)
      .replace(
        'functions:',
        'hooks: { before-build: sh print.sh, test: sh print.sh, after-deploy: sh print.sh }\n\nfunctions:',
      ),
  )
  await tiny.edit('template.yaml', (text) =>
    text
      .replace('Resources:\n', `${declared}\nResources:\n`)
      .replace('LOUD: !Ref Loud', 'LOUD: !Ref Loud, API_KEY: !Ref ApiKey, PASSWORD: !Ref Password, PEM: !Ref Pem')
      .replace('Outputs:\n', 'Outputs:\n  Handed: { Value: !Ref ApiKey }\n  Pin: { Value: !Sub "pin=${Pin}" }\n'),
  )
  await tiny.edit('function/hello.js', (text) => `${thrower}\n${text}`)
}

const parameters = `parameters:
      Environment: "\${env}"
      Loud: "\${flags.loud}"
      ApiKey: "\${secret:tiny/api#key}"
      Pem: "\${secret:tiny/api#pem}"
      Password: "\${ssm:/tiny/password}"
      Pin: ${JSON.stringify(secrets['parameter that is not echoed'])}`

const declared = `  ApiKey: { Type: String, NoEcho: true }
  Pem: { Type: String, NoEcho: true }
  Password: { Type: String }
  Pin: { Type: String, NoEcho: true }
  Fallback: { Type: String, NoEcho: true, Default: ${JSON.stringify(secrets['default that is not echoed'])} }
`

const thrower = `const leak = () => {
  const { API_KEY, PASSWORD, PEM } = process.env
  console.log(API_KEY, PASSWORD, PEM)
  return [API_KEY, PASSWORD, PEM, JSON.stringify({ API_KEY, PASSWORD }), btoa(unescape(encodeURIComponent('u:' + API_KEY)))].join(' ')
}`

const printer = `import { readFileSync } from 'node:fs'
const all = [...Object.values(JSON.parse(readFileSync(process.env.TOLD, 'utf8'))), process.env.DEPLOY_TOKEN]
for (const one of all) {
  const basic = Buffer.from('user:' + one).toString('base64')
  console.log([one, JSON.stringify({ one }), JSON.stringify(JSON.stringify({ one })), encodeURIComponent(one)].join(' '))
  console.error(basic, Buffer.from(one).toString('base64url'), String(new URLSearchParams({ one })))
}
`

async function aws(service: string, target: string, body: object): Promise<void> {
  const { status } = await fetch(cloud.endpoint, {
    method: 'POST',
    headers: { ...signed(service), 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': target },
    body: JSON.stringify(body),
  })
  expect(status).toBe(200)
}

/** Every version of every object of a bucket. */
async function everyVersion(bucket: string): Promise<readonly Place[]> {
  const read = async (path: string): Promise<Buffer> => {
    const response = await fetch(`${cloud.endpoint}/${bucket}${path}`, { headers: signed('s3') })
    expect(response.status).toBe(200)
    return Buffer.from(await response.arrayBuffer())
  }
  const listed = (await read('?versions&max-keys=1000')).toString()
  expect(listed).toContain('<IsTruncated>false')
  const found = [...listed.matchAll(/<Version>.*?<Key>(.*?)<\/Key>.*?<VersionId>(.*?)<\/VersionId>/gs)]
  return await Promise.all(
    found.map(async ([, key = '', version = '']) => {
      const bytes = await read(`/${key}?versionId=${version}`)
      return { name: `${key}?${version}`, bytes }
    }),
  )
}

function signed(service: string): Readonly<Record<string, string>> {
  const scope = `000000000000/20260101/us-east-1/${service}/aws4_request`
  return { authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0` }
}
