import { expect, test } from 'vitest'
import { head, loadText } from './sample.test.fixture.ts'

const rules = async (yaml: string, options = {}): Promise<readonly string[]> => {
  const { findings } = await loadText(yaml, options)
  return findings.map(({ rule, message, where }) => `${where?.line}:${where?.column} ${rule} ${message.split(' ')[0]}`)
}

const use = (name: string): string => `stacks: { app: { template: app.yaml, parameters: { A: "\${${name}}" } } }\n`

test.each([
  [
    'a flag that nothing takes',
    `${head}defaults: { flags: { beta: true } }\n`,
    ['4:22 project/unused-value flags.beta'],
  ],
  [
    'a value that only an environment declares',
    'project: shop\nenvironments: { dev: { target: local, values: { a: 1 } } }\n',
    ['2:49 project/unused-value values.a'],
  ],
  [
    'build values where nothing is built',
    `${head}build: { environment: { A: b } }\n`,
    ['4:25 project/unused-value build.environment.A'],
  ],
  [
    'build values for a site that is not built',
    `${head}build: { environment: { A: b } }\nsite: { directory: web, bucket: b }\n`,
    ['4:25 project/unused-value build.environment.A'],
  ],
  [
    'a section that no tool acts on',
    `${head}budgets: { monthly: 40 USD }\n`,
    ['4:1 project/reserved-section "budgets"'],
  ],
] as const)('finds %s', async (_, yaml, expected) => {
  expect(await rules(yaml)).toEqual(expected)
})

test.each([
  ['a flag used in a parameter', `${head}defaults: { flags: { beta: true } }\n${use('flags.beta')}`],
  [
    'a value used in config.json',
    `${head}defaults: { values: { a: 1 } }\nsite: { directory: web, bucket: b, config: { a: "\${values.a}" } }\n`,
  ],
  ['a value used inside another reference', `${head}defaults: { values: { a: 1 } }\n${use('ssm:/${values.a}')}`],
  [
    'build values for functions',
    `${head}build: { environment: { A: b } }\nfunctions: { Api: { entry: src/api.ts } }\n`,
  ],
  [
    'build values for a site',
    `${head}build: { environment: { A: b } }\nsite: { directory: web, bucket: b, build: make }\n`,
  ],
  ['an empty section that no tool acts on', `${head}budgets: {}\nlayers:\n`],
])('finds nothing about %s', async (_, yaml) => {
  expect(await rules(yaml)).toEqual([])
})

test('counts a use in an environment that is not the one asked for', async () => {
  const yaml = `${head}  prod: { target: local, ${use('values.a').trim()} }\ndefaults: { values: { a: 1 } }\n`
  expect(await rules(yaml, { environment: 'dev' })).toEqual([])
})
