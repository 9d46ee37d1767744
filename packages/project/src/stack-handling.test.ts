import { expect, test } from 'vitest'
import { loadProject } from './load-project.ts'
import { head, loadText, makeFolder, refusalOf } from './sample.test.fixture.ts'

const tiers = `project: shop
environments:
  dev: { account: "111111111111", region: eu-west-1, tier: full }
  prod: { account: "111111111111", region: eu-west-1, tier: read-only }
`
const stackOf = async (yaml: string, environment: string) =>
  (await loadProject({ cwd: makeFolder({ 'project.yaml': yaml, 'policy.json': '{}' }), environment })).project.stacks[
    'app'
  ]

test('a stack that says nothing is handled as usual', async () => {
  const { project } = await loadText(`${head}stacks: { app: { template: app.yaml } }\n`)
  expect(project.stacks['app']).toMatchObject({ tags: {}, after: [], topics: [], rollback: true, mode: 'standard' })
  expect(project.stacks['app']).not.toHaveProperty('role')
})

test.each([
  ['dev', undefined],
  ['prod', true],
])('in %s termination protection is by default %s', async (environment, protect) => {
  expect((await stackOf(`${tiers}stacks: { app: { template: app.yaml } }\n`, environment))?.protect).toBe(protect)
})

test('what is written counts in every tier', async () => {
  const yaml = `${tiers}stacks:
  data: { template: app.yaml }
  app:
    template: app.yaml
    after: [data]
    protect: false
    policy: policy.json
    tags: { service: "api-\${env}", cost: 12 }
    topics: ["arn:aws:sns:\${region}:\${account}:ops"]
    role: "arn:aws:iam::\${account}:role/deploy"
`
  expect(await stackOf(yaml, 'prod')).toMatchObject({
    after: ['data'],
    protect: false,
    policy: expect.stringMatching(/policy\.json$/),
    tags: { service: 'api-prod', cost: '12' },
    topics: ['arn:aws:sns:eu-west-1:111111111111:ops'],
    role: 'arn:aws:iam::111111111111:role/deploy',
  })
})

test.each([
  ['rollback: false', { rollback: false }],
  ['mode: express', { mode: 'express' }],
])('%s is taken in an environment of tier full, and refused with its place for all', async (setting, expected) => {
  const common = 'stacks:\n  app:\n    template: app.yaml\n'
  const own = tiers.replace('tier: full', `tier: full, stacks: { app: { ${setting} } }`)
  expect(await stackOf(`${own}${common}`, 'dev')).toMatchObject(expected)
  const error = await refusalOf(stackOf(`${tiers}${common}    ${setting}\n`, 'dev'))
  expect(error.code).toBe('PROJECT_TIER_FORBIDS')
  expect(error.problems[0]?.where).toMatchObject({ line: 8, column: 5 })
})

test.each([
  ['a stack that is not declared', 'after: [dat]', 'PROJECT_REFERENCE_UNKNOWN'],
  ['itself', 'after: [app]', 'PROJECT_VALUE_INVALID'],
  ['a topic that is none', 'topics: [ops]', 'PROJECT_VALUE_INVALID'],
  [
    'too many topics',
    `topics: [${Array(6).fill('"arn:aws:sns:eu-west-1:111111111111:a"').join(', ')}]`,
    'PROJECT_VALUE_INVALID',
  ],
  ['a role that is no ARN', 'role: deploy', 'PROJECT_VALUE_INVALID'],
  ['a policy that is not there', 'policy: other.json', 'PROJECT_PATH_MISSING'],
  ['a tag of AWS itself', 'tags: { "aws:cost": x }', 'PROJECT_NAME_INVALID'],
  ['a tag value that AWS does not take', 'tags: { cost: "a;b" }', 'PROJECT_VALUE_INVALID'],
  ['a mode that does not exist', 'mode: fast', 'PROJECT_VALUE_INVALID'],
])('refuses %s', async (_, setting, code) => {
  const error = await refusalOf(loadText(`${head}stacks: { app: { template: app.yaml, ${setting} } }\n`))
  expect(error.code).toBe(code)
  expect(error.problems[0]?.where?.line).toBe(4)
})

test('refuses stacks that come after each other', async () => {
  const yaml = `${head}stacks:\n  a: { template: app.yaml, after: [b] }\n  b: { template: app.yaml, after: [c] }\n  c: { template: app.yaml, after: [a] }\n`
  const { problems } = await refusalOf(loadText(yaml))
  expect(problems.map(({ code }) => code)).toContain('PROJECT_VALUE_INVALID')
})
