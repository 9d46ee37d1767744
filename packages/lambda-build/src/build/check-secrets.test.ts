import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { walkTree } from '@project-utils/artifact'
import { describe, expect, it } from 'vitest'
import { lambdaMachine } from '../artifact/machine.ts'
import { checkSecrets } from './check-secrets.ts'
import type { Checked } from './checks.ts'
import { addFiles, makeFolder, oneFunction } from './folder.test.fixture.ts'
import type { FunctionJob } from './job.ts'

const pem = (label: string): string => `text before\n-----BEGIN ${label}-----\nMIIB\n-----END ${label}-----\n`
const certificate = pem('CERTIFICATE')
const serviceAccount = '{ "type": "service_account", "private_key": "x" }'

describe('a file that looks like a secret', () => {
  it.each<[string, string, string]>([
    ['.env', 'A=1', 'environment values'],
    ['config/.env.production', '# x\nexport KEY="abc"', 'environment values'],
    ['prod.env', 'A: b', 'environment values'],
    ['certs/server.pem', pem('PRIVATE KEY'), 'a private key'],
    ['server.KEY', pem('RSA PRIVATE KEY'), 'a private key'],
    ['both.crt', certificate + pem('EC PRIVATE KEY'), 'a private key'],
    ['a.key', pem('ENCRYPTED PRIVATE KEY'), 'a private key'],
    ['.ssh/id_ed25519', '', 'a private key'],
    ['id_rsa.bak', '', 'a private key'],
    ['app.p12', '', 'a key store'],
    ['.npmrc', '//registry.example.com/:_authToken=npm_abc', 'a token of npm'],
    ['.yarnrc.yml', 'npmAuthToken: "abc"', 'a token of yarn'],
    ['.pypirc', '[pypi]\npassword = abc', 'a password of PyPI'],
    ['.netrc', '', 'passwords'],
    ['.git-credentials', '', 'passwords of git'],
    ['home/.aws/config', '', 'the settings of the AWS CLI'],
    ['credentials', '[default]\naws_secret_access_key=x', 'an access key'],
    ['my-service-account.json', serviceAccount, 'a key of Google Cloud'],
    ['.docker/config.json', '{"auths":{"x":{"auth":"abc"}}}', 'passwords of Docker'],
    ['infra/terraform.tfstate', '{}', 'the state of Terraform'],
    ['terraform.tfvars', '', 'values of Terraform'],
  ])('is refused: %s', async (path, text, what) => {
    const { problems } = await check({ [path]: text })
    expect(problems).toEqual([
      {
        code: 'LAMBDA_SECRET_FOUND',
        message: `Api would hold ${path}, which looks like ${what}`,
        hint: expect.stringContaining(`write functions.Api.allow: [${path}]`),
        where: { file: 'x.yaml', line: 3 },
      },
    ])
    expect((await check({ [path]: text }, [path])).problems).toEqual([])
  })

  it.each<[string, string]>([
    ['.env.example', 'A=1'],
    ['.env.production.sample', 'A=1'],
    ['.env', '# nothing yet\nA=\n'],
    ['environment.ts', 'A=1'],
    ['ca.pem', certificate],
    ['public.pem', pem('PUBLIC KEY')],
    ['slides.key', 'binary'],
    ['id_rsa.pub', 'ssh-rsa AAAA'],
    ['.npmrc', `save-exact=true\n//registry.example.com/:_authToken=\${NPM_TOKEN}`],
    ['.yarnrc.yml', 'nodeLinker: node-modules'],
    ['credentials', 'export of a module'],
    ['credentials.json', '{"type":"object"}'],
    ['src/credentials.py', 'aws_secret_access_key = None'],
  ])('is not seen in what is none: %s', async (path, text) => {
    expect(await check({ [path]: text })).toEqual({ problems: [], findings: [] })
  })

  it('is refused also under another name', async () => {
    const root = makeFolder({ '.env': 'A=1', '.lambdaignore': '.env' })
    symlinkSync('.env', join(root, 'settings'))
    const { problems } = await checkFolder(root, [])
    expect(problems.map(({ message }) => message)).toEqual([
      'Api would hold settings, which looks like environment values',
    ])
  })

  it('is refused with all others at once, with names as YAML takes them', async () => {
    const { problems } = await check({ 'a b.p12': '', 'c.pfx': '' })
    expect(problems.map(({ hint }) => hint?.split('allow: ')[1])).toEqual(['["a b.p12"]', '[c.pfx]'])
  })
})

describe('a key in an installed package', () => {
  it.each<[string, string]>([
    ['node_modules/certifi/cacert.pem', certificate],
    ['node_modules/agent/test/server.key', pem('RSA PRIVATE KEY')],
    ['node_modules/@s/agent/lib/__tests__/key.pem', pem('RSA PRIVATE KEY')],
  ])('is not worth a word: %s', async (path, text) => {
    expect(await check({ [path]: text })).toEqual({ problems: [], findings: [] })
  })

  it('is told where it is neither test nor example', async () => {
    const { problems, findings } = await check({ 'node_modules/proxy/ca.key': pem('RSA PRIVATE KEY') })
    expect(problems).toEqual([])
    expect(findings).toMatchObject([
      { rule: 'lambda/secret-in-package', fix: expect.stringContaining('exclude: [node_modules/proxy/ca.key]') },
    ])
  })

  it('is only told of packages that were installed into the cache', async () => {
    const root = makeFolder()
    addFiles(root, {
      '.cache/site/moto/moto_proxy/ca.key': pem('PRIVATE KEY'),
      '.cache/site/tornado/test/test.key': pem('PRIVATE KEY'),
    })
    const { problems, findings } = await checkFolder(root, [], '.cache/site')
    expect(problems).toEqual([])
    expect(findings.map(({ message }) => message)).toEqual([
      'Api holds moto/moto_proxy/ca.key of an installed package, which looks like a private key',
    ])
  })
})

async function check(files: Readonly<Record<string, string>>, allow: readonly string[] = []): Promise<Checked> {
  return await checkFolder(makeFolder(files), allow)
}

async function checkFolder(root: string, allow: readonly string[], folder = '.'): Promise<Checked> {
  const input = oneFunction(root, { allow })
  const [build] = input.functions
  if (build === undefined) throw new Error('the fixture has no function')
  const { files } = await walkTree(join(root, folder), { exclude: [] })
  const job: FunctionJob = {
    type: 'function',
    id: 'Api',
    kind: 'files',
    build,
    handler: { text: 'api.handler', file: 'api', exported: 'handler' },
    layers: { own: [], hasOthers: false },
    variables: {},
    machine: lambdaMachine(undefined, undefined),
    settings: {},
    where: build.where,
  }
  const options = { ...input, childEnvironment: {} }
  return await checkSecrets(job, { files, inputs: [], findings: [] }, options, new AbortController().signal)
}
