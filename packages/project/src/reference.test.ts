import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fillReferences, formatText, isPending, type Pending, type Reference, referencesOf } from './reference.ts'
import { head, loadText } from './sample.test.fixture.ts'

const where = { file: 'project.yaml', line: 1, column: 1 }
const output: Reference = { kind: 'outputs', stack: 'app', output: 'Url' }
const parameter: Reference = { kind: 'ssm', name: '/a' }
const secret: Reference = { kind: 'secret', name: 'b', key: 'c' }
const pending: Pending = { parts: [output, '/x/', parameter], where }

const parameterOf = async (text: string): Promise<unknown> => {
  const yaml = `${head}defaults: { flags: { beta: true }, values: { size: 3 } }\nstacks:\n  app:\n    template: app.yaml\n    parameters:\n      A: '${text}'\n`
  return (await loadText(yaml)).project.stacks['app']?.parameters['A']
}

test.each([
  ['${env}-${project}', 'dev-shop'],
  ['${account}.${region}', '111111111111.eu-west-1'],
  ['${flags.beta}${values.size}', 'true3'],
  ['$${env}', '${env}'],
  ['$$${env}', '$${env}'],
  ['$5 and $', '$5 and $'],
  ['}{', '}{'],
  ['$${a} ${env}', '${a} dev'],
])('reads %s as %s', async (text, expected) => {
  expect(await parameterOf(text)).toBe(expected)
})

test.each([
  ['${outputs.app.Url}', [output]],
  ['${ssm:/a/${env}/b}', [{ kind: 'ssm', name: '/a/dev/b' }]],
  ['${secret:b#c}', [secret]],
  ['${secret:b}', [{ kind: 'secret', name: 'b' }]],
  ['a${outputs.app.Url}b${env}${ssm:/a}', ['a', output, 'bdev', parameter]],
])('leaves %s to others', async (text, parts) => {
  expect(await parameterOf(text)).toMatchObject({ parts, where: { file: 'project.yaml', line: 9, column: 10 } })
})

test('takes every way to write a capture', async () => {
  const capture = { id: 'items[0].id', place: { header: 'location' }, run: { expression: '$uuid()', secret: true } }
  const { project } = await loadText(
    `${head}suites: { smoke: [ { http: { get: x }, capture: ${JSON.stringify(capture)} } ] }\n`,
  )
  expect(project.suites['smoke']?.steps[0]?.capture).toEqual(capture)
})

test('keeps the type of a lone flag or value in config.json and in suites, and makes it text within a text', async () => {
  const { project } = await loadText(
    `${head}defaults: { flags: { beta: true }, values: { size: 3 } }\nsite:\n  directory: web\n  bucket: b\n  config: { beta: "\${flags.beta}", size: "\${values.size}", both: "\${flags.beta} \${values.size}", plain: 1.50 }\nsuites:\n  smoke: [ { lambda: { function: Api, event: { size: "\${values.size}", list: ["\${env}", null] } } } ]\n`,
  )
  expect(project.site?.config).toEqual({ beta: true, size: 3, both: 'true 3', plain: 1.5 })
  expect(project.suites['smoke']?.steps[0]?.settings).toMatchObject({ event: { size: 3, list: ['dev', null] } })
})

test('leaves commands to the shell', async () => {
  const { project } = await loadText(`${head}hooks: { test: "echo \${HOME} $X \${outputs.x.y}" }\n`)
  expect(project.hooks.test?.run).toBe('echo ${HOME} $X ${outputs.x.y}')
})

test('fills in words of tags and build values', async () => {
  const { project } = await loadText(
    `${head}defaults: { tags: { stage: "\${env}", level: 3 } }\nbuild: { environment: { NAME: "\${project}", LEVEL: 4, ON: true } }\nfunctions: { Api: { entry: src/api.ts } }\n`,
  )
  expect(project.tags).toEqual({ stage: 'dev', level: '3', project: 'shop', environment: 'dev' })
  expect(project.build.environment).toEqual({ NAME: 'shop', LEVEL: '4', ON: 'true' })
})

test('finds references at any depth, in order', () => {
  expect(referencesOf({ a: [pending, 1, null], b: { c: { parts: [secret], where } } })).toEqual([
    output,
    parameter,
    secret,
  ])
})

test('fills known references, at any depth', () => {
  const filled = fillReferences({ a: [pending], b: 'c' }, (reference) => (reference.kind === 'ssm' ? '2' : '1'))
  expect(filled).toEqual({ a: ['1/x/2'], b: 'c' })
})

test('fills what is known and leaves the rest for the next look-up', () => {
  const first = fillReferences(pending, (reference) => (reference.kind === 'ssm' ? '2' : undefined))
  expect(first).toEqual({ parts: [output, '/x/2'], where })
  expect(fillReferences(first, () => '1')).toBe('1/x/2')
})

test('puts an empty value in place of a reference', () => {
  expect(fillReferences({ parts: [output], where }, () => '')).toBe('')
})

test.each([
  [{ parts: ['only text'], where }],
  [{ parts: [{ kind: 'other', name: 'x' }], where }],
  [{ parts: [output] }],
  [{ parts: [output], where, more: 1 }],
  [{ parts: 'text', where }],
  [null],
  ['${env}'],
])('does not take %j for a pending text', (value) => {
  expect(isPending(value)).toBe(false)
})

test('gives back the very value where nothing is to be filled', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(fillReferences(value, () => 'never')).toBe(value)
      expect(referencesOf(value)).toEqual([])
    }),
  )
})

const word = fc.stringMatching(/^[A-Za-z0-9]{1,8}$/)
const anyReference = fc.oneof(
  fc.record({ kind: fc.constant('outputs' as const), stack: fc.constant('app'), output: word }),
  fc.record({ kind: fc.constant('ssm' as const), name: word }),
  fc.record({ kind: fc.constant('secret' as const), name: word, key: word }),
)

test('reads back what it writes: a text with any references survives formatting and parsing', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.oneof(fc.constant('-'), anyReference), { minLength: 1, maxLength: 5 }),
      async (parts) => {
        const text = formatText({ parts, where })
        const read = (await parameterOf(text)) as string | Pending
        expect(formatText(read)).toBe(text)
        expect(referencesOf(read)).toEqual(parts.filter((part) => typeof part !== 'string'))
      },
    ),
    { numRuns: 30 },
  )
})

test('survives JSON', () => {
  expect(isPending(JSON.parse(JSON.stringify(pending)))).toBe(true)
})
