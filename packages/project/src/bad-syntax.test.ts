import { expect, test } from 'vitest'
import { head, loadText, refusalOf } from './sample.test.fixture.ts'

/** `§` marks where the problem is expected. */
const cases: readonly (readonly [why: string, yaml: string, code: string, hint: RegExp])[] = [
  ['a tab as indentation', 'project: shop\nenvironments:\n§\tdev: { target: local }\n', 'PROJECT_YAML_TAB', /spaces/],
  ['a tab after blanks', `${head}flags:\n  §\ta: true\n`, 'PROJECT_YAML_TAB', /spaces/],
  ['an unclosed quote', 'project: "shop§', 'PROJECT_YAML_SYNTAX', /quotes/],
  [
    'an unclosed brace',
    'project: shop\nenvironments: { dev: { target: local }\n§stacks: {}\n',
    'PROJECT_YAML_SYNTAX',
    /quotes/,
  ],
  ['a second colon in a line', 'project: §shop: more\n', 'PROJECT_YAML_SYNTAX', /quotes/],
  ['a value that begins with @', 'project: §@shop\n', 'PROJECT_YAML_SYNTAX', /quotes/],
  ['a duplicate key at the top', `${head}§project: other\n`, 'PROJECT_YAML_DUPLICATE_KEY', /remove/],
  [
    'a duplicate key in braces',
    'project: shop\nenvironments:\n  dev: { target: local, §target: local }\n',
    'PROJECT_YAML_DUPLICATE_KEY',
    /remove/,
  ],
  ['a duplicate key that is quoted once', `${head}§"project": other\n`, 'PROJECT_YAML_DUPLICATE_KEY', /remove/],
  ['a second document', `${head}§---\nproject: other\n`, 'PROJECT_YAML_DOCUMENTS', /one project a file/],
  [
    'an unknown tag',
    'project: §!Sub shop\nenvironments: { local: { target: local } }\n',
    'PROJECT_YAML_TAG',
    /template/,
  ],
  ['an empty file', '§', 'PROJECT_YAML_EMPTY', /project:/],
  ['a file of comments', '§# nothing\n', 'PROJECT_YAML_EMPTY', /project:/],
  ['a list at the top', '§- project: shop\n', 'PROJECT_YAML_ROOT', /project:/],
  ['a single word', '§shop\n', 'PROJECT_YAML_ROOT', /project:/],
  ['an alias without anchor', 'project: §*name\n', 'PROJECT_YAML_ALIAS', /&name/],
  ['an alias inside its own anchor', `${head}x-a: &a [ §*a ]\n`, 'PROJECT_YAML_ALIAS', /ended/],
  ['a merge key over a text', `${head}x-a: &a text\nflags-:\n  §<<: *a\n`, 'PROJECT_YAML_ALIAS', /<</],
  [
    'the key __proto__',
    `${head}site:\n  config: { §__proto__: { polluted: yes } }\n`,
    'PROJECT_YAML_KEY',
    /another name/,
  ],
  ['the key constructor', `${head}values:\n  §constructor: 1\n`, 'PROJECT_YAML_KEY', /another name/],
  ['a list as key', `${head}? §[a, b]\n: c\n`, 'PROJECT_YAML_KEY', /name: value/],
  ['a missing key', `${head}§: c\n`, 'PROJECT_YAML_KEY', /name: value/],
  ['infinity', `${head}x-a: §.inf\n`, 'PROJECT_VALUE_INVALID', /quotes/],
]

test.each(cases)('refuses %s at its line and column', async (_, marked, code, hint) => {
  const before = marked.slice(0, marked.indexOf('§')).split('\n')
  const refusal = await refusalOf(loadText(marked.replace('§', '')))
  const problem = refusal.problems[0]
  expect(problem).toMatchObject({ code, where: { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 } })
  expect(problem?.hint).toMatch(hint)
})

test('refuses aliases that multiply like billions of laughs, before they are expanded', async () => {
  const levels = Array.from({ length: 20 }, (_, level) =>
    level === 0
      ? 'x-0: &a0 [ha, ha]'
      : `x-${level}: &a${level} [${Array(9)
          .fill(`*a${level - 1}`)
          .join(', ')}]`,
  )
  const refusal = await refusalOf(loadText(`${head}${levels.join('\n')}\n`))
  expect(refusal.code).toBe('PROJECT_YAML_TOO_COMPLEX')
  expect(refusal.where?.line).toBe(9)
})

test('refuses merge keys that multiply', async () => {
  const keys = Array.from({ length: 400 }, (_, index) => `k${index}: 1`).join(', ')
  const uses = Array.from({ length: 400 }, (_, index) => `  u${index}: { <<: *a }`).join('\n')
  const refusal = await refusalOf(loadText(`${head}x-a: &a { ${keys} }\nx-b:\n${uses}\n`))
  expect(refusal.code).toBe('PROJECT_YAML_TOO_COMPLEX')
})

test.each([60, 20_000])('refuses %d lists inside one another', async (depth) => {
  const refusal = await refusalOf(loadText(`${head}x-a: ${'['.repeat(depth)}${']'.repeat(depth)}\n`))
  expect(refusal.code).toBe('PROJECT_YAML_TOO_COMPLEX')
})

test('takes anchors, aliases and merge keys, where own keys win over merged ones', async () => {
  const { project } = await loadText(
    [
      'project: shop',
      'x-base: &base { tier: full, region: eu-west-1, account: "111111111111" }',
      'environments:',
      '  dev: { <<: *base, tier: limited }',
      '',
    ].join('\n'),
  )
  expect(project.tier).toBe('limited')
  expect(project.scopes[0]).toMatchObject({ account: '111111111111', region: 'eu-west-1' })
})

test.each([
  ['a byte order mark', `\uFEFF${head}`],
  ['carriage returns', head.replaceAll('\n', '\r\n')],
  ['%YAML 1.1, whose yes and no stay texts', `%YAML 1.1\n---\n${head}defaults: { values: { answer: no } }\n`],
])('takes %s', async (_, yaml) => {
  const { project } = await loadText(yaml)
  expect(project.name).toBe('shop')
  expect(Object.values(project.values).every((value) => value === 'no')).toBe(true)
})

test('keeps lines and columns right after a byte order mark and with carriage returns', async () => {
  const refusal = await refusalOf(loadText(`\uFEFF${head}typo: 1\n`.replaceAll('\n', '\r\n')))
  expect(refusal.where).toMatchObject({ line: 4, column: 1 })
  expect(refusal.message).not.toContain('\r')
})
