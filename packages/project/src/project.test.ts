import { join } from 'node:path'
import { expect, test } from 'vitest'
import { describeProject } from './describe.ts'
import { houseFiles, houseYaml } from './house.test.fixture.ts'
import { loadProject } from './load-project.ts'
import { placeOf } from './place-of.ts'
import { head, loadText, makeFolder, refusalOf } from './sample.test.fixture.ts'

const house = makeFolder({ ...houseFiles, 'config/fraud-or-not.yaml': houseYaml })

test.each([
  ['local', 'full', 'manual', [['000000000000', 'us-east-1', true]]],
  ['dev', 'full', 'automatic', [['111111111111', 'us-east-1', undefined]]],
  ['staging', 'limited', 'manual', [['222222222222', 'us-east-1', undefined]]],
  [
    'prod',
    'read-only',
    'manual',
    [
      ['333333333333', 'us-east-1', undefined],
      ['333333333333', 'eu-west-1', undefined],
    ],
  ],
] as const)('loads the whole example for %s', async (environment, tier, deploy, scopes) => {
  const { project, targets } = await loadProject({ cwd: house, environment })
  expect(project).toMatchObject({ name: 'fraud-or-not', environment, tier, deploy })
  expect(project.scopes.map(({ account, region, local }) => [account, region, local])).toEqual(scopes)
  expect(targets.map((target) => target.scopes)).toEqual(project.scopes.map((scope) => [scope]))
  expect(project.tags).toEqual({ team: 'trust', project: 'fraud-or-not', environment })
  expect(project.stacks['app']?.name).toBe(`fraud-or-not-${environment}-app`)
  expect(project.stacks['app']?.parameters).toMatchObject({
    Environment: environment,
    ShowLeaderboard: String(environment === 'staging'),
    MailFrom: { parts: [{ kind: 'ssm', name: `/fraud-or-not/${environment}/mail-from` }] },
  })
})

test('gives every section of the example complete', async () => {
  const { project } = await loadProject({ cwd: house, environment: 'dev' })
  const root = join(house, 'examples/fraud-or-not')
  expect(project.root).toBe(root)
  expect(project.file).toBe(join(house, 'config/fraud-or-not.yaml'))
  expect(project.functions['ApiFunction']).toEqual({
    logicalId: 'ApiFunction',
    entry: join(root, 'backend/src/api.ts'),
    bundle: true,
    shared: [],
    include: [],
    exclude: [],
    allow: [],
    loaders: {},
    external: [],
    format: 'cjs',
    minify: true,
    sourceMap: true,
    where: { file: 'config/fraud-or-not.yaml', line: 17, column: 3 },
  })
  expect(project.functions['VoteFunction']?.external).toEqual(['sharp'])
  expect(project.hooks).toEqual({
    test: { run: 'npm test', inputs: [], outputs: [] },
    'before-build': { run: 'npm run generate', inputs: ['schema/'], outputs: ['src/generated/'] },
  })
  expect(project.build).toEqual({ environment: { VITE_THEME: 'plain' }, runtimes: {} })
  expect(project.site).toMatchObject({
    directory: join(root, 'frontend'),
    build: 'npm run build',
    bucket: { parts: [{ kind: 'outputs', stack: 'app', output: 'SiteBucket' }] },
    config: { apiUrl: { parts: [{ kind: 'outputs', stack: 'app', output: 'ApiUrl' }] } },
  })
  expect(project.suites['smoke']?.steps[0]).toMatchObject({
    name: 'smoke 1',
    kind: 'http',
    settings: {
      get: { parts: [{ kind: 'outputs', stack: 'app', output: 'ApiUrl' }, '/reports'] },
      expect: { status: 200, json: { items: 'array' } },
    },
  })
  expect(project.tables['Reports']).toEqual({
    migrations: join(root, 'backend/migrations'),
    seed: join(root, 'backend/seed.yaml'),
    protect: ['reporterEmail'],
  })
  expect(project.identity).toEqual({ github: { repository: 'acme/fraud-or-not', repositoryId: 123456 } })
  expect(project.secrets).toEqual({ 'api-key': { generate: 32 } })
  expect(project.budgets).toEqual({
    monthly: '40 USD',
    alerts: ['50%', '80%', 'forecast 100%'],
    notify: 'team@example.com',
  })
  expect(project.alarms).toEqual({
    notify: 'team@example.com',
    overrides: { 'ApiFunction.duration': { p95: '800ms' } },
  })
  expect(project.domains).toEqual({ site: 'fraud-or-not.example.com' })
  expect(project.layers).toEqual({})
})

test('knows the place of each setting of a step, and the nearest one of what is not written', async () => {
  const { project } = await loadProject({ cwd: house, environment: 'dev' })
  const step = project.suites['smoke']?.steps[0]
  if (step === undefined) throw new Error('the example has a step')
  expect(step.where).toMatchObject({ line: 33, column: 7 })
  expect(placeOf(step, ['expect', 'status'])).toMatchObject({ line: 33, column: 63 })
  expect(placeOf(step, ['expect', 'text'])).toMatchObject({ line: 33, column: 53 })
  expect(placeOf(step, ['body'])).toEqual(step.where)
})

test('keeps tier and account of an environment on the local cloud', async () => {
  const { project } = await loadProject({ cwd: house, environment: 'prod', target: 'local' })
  expect(project.tier).toBe('read-only')
  expect(project.scopes).toEqual([
    {
      project: 'fraud-or-not',
      environment: 'prod',
      tier: 'read-only',
      account: '333333333333',
      region: 'us-east-1',
      local: true,
    },
    {
      project: 'fraud-or-not',
      environment: 'prod',
      tier: 'read-only',
      account: '333333333333',
      region: 'eu-west-1',
      local: true,
    },
  ])
})

test('takes the region of the command line over all others, and fills it in', async () => {
  const yaml =
    'project: shop\nenvironments:\n  dev: { account: "111111111111", tier: full, regions: [eu-west-1, eu-west-2] }\nstacks:\n  app: { template: app.yaml, parameters: { Here: "${account}/${region}" } }\n'
  const { targets } = await loadText(yaml)
  expect(targets.map(({ stacks }) => stacks['app']?.parameters['Here'])).toEqual([
    '111111111111/eu-west-1',
    '111111111111/eu-west-2',
  ])
  const { project } = await loadText(yaml, { region: 'us-west-2' })
  expect(project.scopes.map(({ region }) => region)).toEqual(['us-west-2'])
  expect(project.stacks['app']?.parameters['Here']).toBe('111111111111/us-west-2')
  expect(project.origins['region']).toBe('command line')
})

test('refuses a region of the command line that is none', async () => {
  const refusal = await refusalOf(loadText(head, { region: 'europe' }))
  expect(refusal).toMatchObject({ code: 'PROJECT_VALUE_INVALID', hint: '--region us-east-1' })
})

const two =
  'project: shop\nenvironments:\n  local: { target: local }\n  dev: { account: "111111111111", region: eu-west-1, tier: full }\n'

test.each([
  [{ environment: 'lokal' }, 'PROJECT_ENVIRONMENT_UNKNOWN', 'did you mean "local"?'],
  [{ environment: 'prod' }, 'PROJECT_ENVIRONMENT_UNKNOWN', 'declared: local, dev'],
  [{}, 'PROJECT_ENVIRONMENT_REQUIRED', 'name one: --env local'],
] as const)('refuses to guess an environment from %j', async (options, code, hint) => {
  expect(await refusalOf(loadText(two, options))).toMatchObject({ code, hint })
})

test('says how to declare the local environment', async () => {
  const refusal = await refusalOf(loadText(head, { environment: 'local' }))
  expect(refusal.hint).toContain('local: { target: local }')
})

test('takes the local environment for target local, and the only one declared otherwise', async () => {
  expect((await loadText(two, { target: 'local' })).project.environment).toBe('local')
  expect((await loadText(head)).project.environment).toBe('dev')
})

test('tells the origin of every value, and shows references unresolved', async () => {
  const { project } = await loadProject({ cwd: house, environment: 'staging', set: ['values.votesPerDay=3'] })
  const rows = new Map(describeProject(project).map(({ path, value, origin }) => [path, [value, origin]]))
  expect(rows.get('environment')).toEqual(['staging', 'config/fraud-or-not.yaml:12:3'])
  expect(rows.get('flags.showLeaderboard')).toEqual([true, 'config/fraud-or-not.yaml:12:80'])
  expect(rows.get('values.votesPerDay')).toEqual([3, 'command line'])
  expect(rows.get('scopes.0.region')).toEqual(['us-east-1', 'config/fraud-or-not.yaml:5:11'])
  expect(rows.get('functions.ApiFunction.minify')).toEqual([true, 'default'])
  expect(rows.get('hooks.test.run')).toEqual(['npm test', 'config/fraud-or-not.yaml:15:16'])
  expect(rows.get('stacks.app.parameters.MailFrom')).toEqual([
    '${ssm:/fraud-or-not/staging/mail-from}',
    'config/fraud-or-not.yaml:23:97',
  ])
  expect(rows.get('suites.smoke.steps.0.settings.expect.status')).toEqual([200, 'config/fraud-or-not.yaml:33:63'])
  expect([...rows.keys()].filter((path) => /where|places|origins/.test(path))).toEqual([])
})
