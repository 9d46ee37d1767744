import fc from 'fast-check'
import { expect, test } from 'vitest'
import { stringify } from 'yaml'
import { type Located, plainValue } from './located.ts'
import { mergeSections } from './merge.ts'
import { head, loadText, refusalOf } from './sample.test.fixture.ts'

const dev = (settings: string): string => `project: shop
defaults:
  region: eu-west-1
  flags: { beta: false }
  values: { size: 1, name: small, "on": true }
environments:
  dev: { account: "111111111111", tier: full${settings} }
stacks:
  app:
    template: app.yaml
    parameters: { Beta: "\${flags.beta}", Size: "\${values.size}", Name: "\${values.name}", On: "\${values.on}" }
`

test('lets the environment win over defaults, and the command line over both', async () => {
  const { project } = await loadText(dev(', flags: { beta: true }, values: { size: 2, name: medium }'), {
    set: ['values.size=3'],
  })
  expect(project.flags).toEqual({ beta: true })
  expect(project.values).toEqual({ size: 3, name: 'medium', on: true })
  expect(project.stacks['app']?.parameters).toEqual({ Beta: 'true', Size: '3', Name: 'medium', On: 'true' })
})

test('keeps the type that is declared for a value of the command line', async () => {
  const { project } = await loadText(dev(''), {
    set: ['values.name=7', 'values.on=false', 'flags.beta=true', 'values.size=1e3'],
  })
  expect(project.values).toEqual({ size: 1000, name: '7', on: false })
  expect(project.flags).toEqual({ beta: true })
})

test('takes a value of the command line that holds an equals sign', async () => {
  const { project } = await loadText(dev(''), { set: ['values.name=a=b'] })
  expect(project.values['name']).toBe('a=b')
})

test.each([
  ['values.size=many', /is no number/, /=3/],
  ['values.size=', /is no number/, /=3/],
  ['flags.beta=yes', /is no boolean/, /=true/],
  ['flags.betta=true', /not declared/, /"beta"/],
  ['values.toString=x', /not declared/, /known here/],
  ['stacks.app=x', /cannot set "stacks"/, /flags and values/],
  ['beta=true', /form/, /--set/],
  ['values.size', /form/, /--set/],
])('refuses --set %s', async (setting, message, hint) => {
  const refusal = await refusalOf(loadText(dev(''), { set: [setting] }))
  expect(refusal.code).toBe('PROJECT_SET_INVALID')
  expect(refusal.message).toMatch(message)
  expect(refusal.hint).toMatch(hint)
})

test('sets nothing in environments that are not asked for', async () => {
  const yaml = `${dev('')}`.replace(
    'environments:',
    'environments:\n  prod: { account: "222222222222", tier: read-only }',
  )
  const { project } = await loadText(yaml, { environment: 'prod' })
  expect(project.values['size']).toBe(1)
  expect((await loadText(yaml, { environment: 'dev', set: ['values.size=9'] })).project.values['size']).toBe(9)
})

test('repeats any section under an environment: maps merge by key, scalars and lists replace', async () => {
  const { project } = await loadText(
    [
      'project: shop',
      'environments:',
      '  dev:',
      '    target: local',
      '    stacks: { app: { parameters: { B: two, C: three } }, more: { template: app.yaml } }',
      '    functions: { Api: { external: [c] } }',
      'stacks: { app: { template: app.yaml, parameters: { A: one, B: one } } }',
      'functions: { Api: { entry: src/api.ts, external: [a, b], minify: false } }',
      '',
    ].join('\n'),
  )
  expect(project.stacks['app']?.parameters).toEqual({ A: 'one', B: 'two', C: 'three' })
  expect(Object.keys(project.stacks)).toEqual(['app', 'more'])
  expect(project.functions['Api']).toMatchObject({ external: ['c'], minify: false })
})

test('takes a section that is whole only under its environment', async () => {
  const { project } = await loadText(
    `project: shop\nenvironments:\n  dev: { target: local, site: { bucket: b } }\nsite: { directory: web }\n`,
  )
  expect(project.site?.bucket).toBe('b')
})

test('takes a section with nothing after its key for not written', async () => {
  const { project } = await loadText(`${head}stacks:\nsite:\n`)
  expect(project.stacks).toEqual({})
  expect(project.site).toBeUndefined()
})

const located = (value: unknown): Located => {
  if (Array.isArray(value)) return { kind: 'list', start: 0, items: value.map(located) }
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(([key, inner]) => [key, { keyStart: 0, value: located(inner) }] as const)
    return { kind: 'map', start: 0, entries: new Map(entries) }
  }
  return { kind: 'scalar', start: 0, end: 0, value: value as string | number | boolean, written: String(value) }
}

const { tree } = fc.letrec<{ tree: unknown; map: unknown }>((tie) => ({
  tree: fc.oneof({ maxDepth: 3 }, fc.nat(9), fc.array(fc.nat(9), { maxLength: 2 }), tie('map')),
  map: fc.dictionary(fc.constantFrom('a', 'b', 'c'), tie('tree'), { maxKeys: 3, noNullPrototype: true }),
}))

/** The rule, told once more over plain data. */
const expected = (base: unknown, over: unknown): unknown => {
  const isMap = (value: unknown): value is Record<string, unknown> =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
  if (!isMap(base) || !isMap(over)) return over
  const keys = new Set([...Object.keys(base), ...Object.keys(over)])
  return Object.fromEntries(
    [...keys].map((key) => [
      key,
      !(key in over) ? base[key] : key in base ? expected(base[key], over[key]) : over[key],
    ]),
  )
}

test('merges any two values by the one rule, and a value with itself to itself', () => {
  fc.assert(
    fc.property(tree, tree, (base, over) => {
      expect(plainValue(mergeSections(located(base), located(over)))).toEqual(expected(base, over))
      expect(plainValue(mergeSections(located(base), located(base)))).toEqual(base)
      expect(plainValue(mergeSections(located(base), undefined))).toEqual(base)
      expect(plainValue(mergeSections(undefined, located(over)))).toEqual(over)
    }),
  )
})

/** Any text, and such as is full of what means something in references and in YAML. */
const anyText = fc.oneof(
  fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 30 }),
  fc.string({ unit: fc.constantFrom('$', '{', '}', '.', ':', '#', ' ', 'a'), minLength: 1, maxLength: 12 }),
)

test('carries any text from values through YAML into parameters and back unchanged', async () => {
  await fc.assert(
    fc.asyncProperty(anyText, async (text) => {
      const escaped = text.replaceAll('${', () => '$${')
      fc.pre(!text.includes('$${'))
      const yaml = stringify({
        project: 'shop',
        defaults: { values: { some: escaped } },
        environments: { dev: { target: 'local' } },
        stacks: { app: { template: 'app.yaml', parameters: { Some: '${values.some}', Direct: escaped } } },
      })
      const { project } = await loadText(yaml)
      expect(project.stacks['app']?.parameters).toEqual({ Some: text, Direct: text })
    }),
    { numRuns: 40 },
  )
})
