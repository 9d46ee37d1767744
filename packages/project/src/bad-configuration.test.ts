import { expect, test } from 'vitest'
import { head, loadText, refusalOf } from './sample.test.fixture.ts'

const stack = 'stacks:\n  app: { template: app.yaml }\n'
const environment = (settings: string): string => `project: shop\nenvironments:\n  ${settings}\n`

/** `§` marks where the problem is expected; each configuration has this one problem. */
const cases: readonly (readonly [why: string, yaml: string, code: string, hint?: RegExp])[] = [
  // Keys
  ['a mistyped section', `${head}§stack: {}\n`, 'PROJECT_KEY_UNKNOWN', /"stacks"/],
  [
    'a mistyped key of an environment',
    environment('dev: { target: local, §acount: "111111111111" }'),
    'PROJECT_KEY_UNKNOWN',
    /"account"/,
  ],
  [
    'a mistyped key of a function',
    `${head}functions: { Api: { entry: src/api.ts, §externals: [] } }\n`,
    'PROJECT_KEY_UNKNOWN',
    /"external"/,
  ],
  [
    'a mistyped key of a stack',
    `${head}stacks:\n  app:\n    template: app.yaml\n    §paramters: {}\n`,
    'PROJECT_KEY_UNKNOWN',
    /"parameters"/,
  ],
  ['a mistyped hook', `${head}hooks: { §before_build: make }\n`, 'PROJECT_KEY_UNKNOWN', /"before-build"/],
  [
    'a mistyped key of a hook',
    `${head}hooks: { test: { run: make, §input: [] } }\n`,
    'PROJECT_KEY_UNKNOWN',
    /"inputs"/,
  ],
  [
    'a mistyped key of a suite step',
    `${head}suites: { smoke: [ { http: { get: x }, §write: true } ] }\n`,
    'PROJECT_KEY_UNKNOWN',
    /"writes"/,
  ],
  [
    'a mistyped key of a section under an environment',
    `${environment('dev: { target: local, site: { §buckets: x } }')}site: { directory: web, bucket: x }\n`,
    'PROJECT_KEY_UNKNOWN',
    /"bucket"/,
  ],
  ['a key that is like nothing known', `${head}§kubernetes: {}\n`, 'PROJECT_KEY_UNKNOWN', /known here: .*stacks/],
  ['flags at the top', `${head}§flags: { beta: true }\n`, 'PROJECT_KEY_UNKNOWN', /defaults/],
  ['a section under defaults', `${head}defaults: { §stacks: {} }\n`, 'PROJECT_KEY_UNKNOWN', /top of the file/],
  ['a tier under defaults', `${head}defaults: { §tier: full }\n`, 'PROJECT_KEY_UNKNOWN', /each environment/],
  [
    'build values under an environment',
    environment('dev: { target: local, §build: { environment: { A: b } } }'),
    'PROJECT_KEY_UNKNOWN',
    /same in every environment/,
  ],
  ['a missing project', '§environments: { dev: { target: local } }\n', 'PROJECT_KEY_MISSING', /project/],
  ['no environments', '§project: shop\n', 'PROJECT_KEY_MISSING', /local/],
  ['empty environments', 'project: shop\n§environments:\n', 'PROJECT_KEY_MISSING', /local/],
  ['a function without entry', `${head}functions:\n  §Api: {}\n`, 'PROJECT_KEY_MISSING', /entry/],
  ['a stack without template', `${head}stacks: { §app: { parameters: {} } }\n`, 'PROJECT_KEY_MISSING', /template/],
  ['a site without bucket', `${head}§site:\n  directory: web\n`, 'PROJECT_KEY_MISSING', /bucket/],
  ['a hook without command', `${head}hooks: { §test: { inputs: [src] } }\n`, 'PROJECT_KEY_MISSING', /run/],
  ['a step that checks nothing', `${head}suites:\n  smoke:\n    - §name: nothing\n`, 'PROJECT_KEY_MISSING', /http/],
  [
    'a step that checks two things',
    `${head}suites:\n  smoke:\n    - §http: { get: x }\n      lambda: { function: Api }\n`,
    'PROJECT_VALUE_INVALID',
    /two steps/,
  ],
  // Environments
  [
    'an environment without tier',
    environment('§dev: { account: "111111111111", region: eu-west-1 }'),
    'PROJECT_KEY_MISSING',
    /tier: full/,
  ],
  [
    'an environment without account',
    environment('§dev: { tier: full, region: eu-west-1 }'),
    'PROJECT_KEY_MISSING',
    /account: "/,
  ],
  [
    'an environment without region',
    environment('§dev: { tier: full, account: "111111111111" }'),
    'PROJECT_KEY_MISSING',
    /defaults/,
  ],
  [
    'an account without quotes',
    environment('dev: { tier: full, region: eu-west-1, account: §111111111111 }'),
    'PROJECT_VALUE_UNQUOTED',
    /"111111111111"/,
  ],
  [
    'an account whose leading zero would be lost',
    environment('dev: { tier: full, region: eu-west-1, account: §012345678901 }'),
    'PROJECT_VALUE_UNQUOTED',
    /"012345678901"/,
  ],
  [
    'an octal account',
    environment('dev: { tier: full, region: eu-west-1, account: §0o11111111111 }'),
    'PROJECT_VALUE_UNQUOTED',
    /"0o11111111111"/,
  ],
  [
    'an account with hyphens',
    environment('dev: { tier: full, region: eu-west-1, account: §"1111-1111-1111" }'),
    'PROJECT_VALUE_INVALID',
    /"111111111111"/,
  ],
  [
    'the account of the local cloud on AWS',
    environment('dev: { tier: full, region: eu-west-1, §account: "000000000000" }'),
    'PROJECT_VALUE_INVALID',
    /target: local/,
  ],
  ['an unknown tier', environment('dev: { target: local, tier: §readonly }'), 'PROJECT_VALUE_INVALID', /"read-only"/],
  ['deploy: no', environment('dev: { target: local, deploy: §no }'), 'PROJECT_VALUE_INVALID'],
  ['an unknown target', environment('dev: { target: §locale }'), 'PROJECT_VALUE_INVALID', /"local"/],
  ['a region that is none', environment('dev: { target: local, region: §useast1 }'), 'PROJECT_VALUE_INVALID'],
  [
    'region and regions',
    environment('dev: { target: local, §region: eu-west-1, regions: [eu-west-1] }'),
    'PROJECT_VALUE_INVALID',
    /regions/,
  ],
  [
    'a region named twice',
    environment('dev: { target: local, regions: [eu-west-1, §eu-west-1] }'),
    'PROJECT_VALUE_INVALID',
    /remove/,
  ],
  ['no regions', environment('dev: { target: local, regions: §[] }'), 'PROJECT_VALUE_INVALID'],
  ['an environment with capitals', environment('§Dev: { target: local }'), 'PROJECT_NAME_INVALID', /rename/],
  [
    'an environment with a long name',
    environment('§development-of-everything: { target: local }'),
    'PROJECT_NAME_INVALID',
    /rename/,
  ],
  ['environments as a list', 'project: shop\nenvironments:\n  §- dev\n', 'PROJECT_VALUE_INVALID', /name: value/],
  [
    'a project with capitals',
    'project: §Shop\nenvironments: { local: { target: local } }\n',
    'PROJECT_VALUE_INVALID',
    /"shop"/,
  ],
  [
    'a project with a long name',
    `project: §${'a'.repeat(33)}\nenvironments: { local: { target: local } }\n`,
    'PROJECT_VALUE_INVALID',
  ],
  [
    'a project that is a number',
    'project: §42\nenvironments: { local: { target: local } }\n',
    'PROJECT_VALUE_UNQUOTED',
    /"42"/,
  ],
  // Values
  ['a flag that is yes', `${head}defaults: { flags: { beta: §yes } }\n`, 'PROJECT_VALUE_INVALID', /write true/],
  [
    'a flag that is off under an environment',
    environment('dev: { target: local, flags: { beta: §off } }'),
    'PROJECT_VALUE_INVALID',
    /write false/,
  ],
  ['a flag that is a number', `${head}defaults: { flags: { beta: §1 } }\n`, 'PROJECT_VALUE_INVALID'],
  ['a value that is a list', `${head}defaults: { values: { some: §[1] } }\n`, 'PROJECT_VALUE_INVALID'],
  ['a value that is empty', `${head}defaults: { values: { some: §} }\n`, 'PROJECT_VALUE_INVALID', /remove/],
  ['a flag with a dot', `${head}defaults: { flags: { §a.b: true } }\n`, 'PROJECT_NAME_INVALID', /rename/],
  ['functions as a list', `${head}functions:\n  §- entry: src/api.ts\n`, 'PROJECT_VALUE_INVALID', /name: value/],
  ['a section that is a text', `${head}site: §web\n`, 'PROJECT_VALUE_INVALID'],
  [
    'a logical id with a hyphen',
    `${head}functions: { §api-function: { entry: src/api.ts } }\n`,
    'PROJECT_NAME_INVALID',
    /rename it, for example to "ApiFunction"/,
  ],
  ['a stack key with capitals', `${head}stacks: { §App: { template: app.yaml } }\n`, 'PROJECT_NAME_INVALID', /rename/],
  [
    'a stack whose name is too long',
    `${head}stacks: { §${'a'.repeat(121)}: { template: app.yaml } }\n`,
    'PROJECT_NAME_TOO_LONG',
    /119 characters/,
  ],
  [
    'an unknown module format',
    `${head}functions: { Api: { entry: src/api.ts, format: §es } }\n`,
    'PROJECT_VALUE_INVALID',
    /"esm"/,
  ],
  [
    'a parameter that reads differently as a number',
    `${head}stacks: { app: { template: app.yaml, parameters: { Version: §1.10 } } }\n`,
    'PROJECT_VALUE_UNQUOTED',
    /"1\.10"/,
  ],
  [
    'a parameter that is a map',
    `${head}stacks: { app: { template: app.yaml, parameters: { A: §{ b: c } } } }\n`,
    'PROJECT_VALUE_INVALID',
  ],
  [
    'retries that are a text',
    `${head}suites: { smoke: [ { retry: §many, http: { get: x } } ] }\n`,
    'PROJECT_VALUE_INVALID',
  ],
  ['no tries', `${head}suites: { smoke: [ { retry: §0, http: { get: x } } ] }\n`, 'PROJECT_VALUE_INVALID'],
  [
    'a suite whose deployment is no yes or no',
    `${head}suites: { smoke: { deploy: §never, steps: [ { http: { get: x } } ] } }\n`,
    'PROJECT_VALUE_INVALID',
  ],
  ['a suite that is a number', `${head}suites: { smoke: §7 }\n`, 'PROJECT_VALUE_INVALID'],
  [
    'a mistyped key of a suite in map form',
    `${head}suites: { smoke: { steps: [ { http: { get: x } } ], §clean-up: [] } }\n`,
    'PROJECT_KEY_UNKNOWN',
    /cleanup/,
  ],
  [
    'a suite in map form without steps',
    `${head}suites: { smoke: { §steps: [] } }\n`.replace('{ §steps', '{ steps').replace('smoke', '§smoke'),
    'PROJECT_VALUE_INVALID',
  ],
  [
    'a step of a set-up that checks nothing',
    `${head}suites: { smoke: { setup: [ §{ name: x } ], steps: [ { http: { get: x } } ] } }\n`,
    'PROJECT_KEY_MISSING',
  ],
  [
    'a captured value outside of a suite',
    `${head}stacks: { app: { template: app.yaml, parameters: { Id: "§\${captured.id}" } } }\n`,
    'PROJECT_REFERENCE_MISPLACED',
    /step/,
  ],
  [
    'a captured value without a name',
    `${head}suites: { smoke: [ { http: { get: "§\${captured.}" } } ] }\n`,
    'PROJECT_REFERENCE_SYNTAX',
  ],
  [
    'a backoff that shrinks',
    `${head}suites: { smoke: [ { retry: { attempts: 2, backoff: §0.5 }, http: { get: x } } ] }\n`,
    'PROJECT_VALUE_INVALID',
  ],
  [
    'a deadline that is none',
    `${head}suites: { smoke: [ { eventually: { within: §soon }, http: { get: x } } ] }\n`,
    'PROJECT_VALUE_INVALID',
  ],
  [
    'a tier that is none',
    `${head}suites: { smoke: { tiers: [§dev], steps: [ { http: { get: x } } ] } }\n`,
    'PROJECT_VALUE_INVALID',
  ],
  [
    'a capture that says nothing',
    `${head}suites: { smoke: [ { capture: { id: §7 }, http: { get: x } } ] }\n`,
    'PROJECT_VALUE_INVALID',
  ],
  [
    'a mistyped key beside the header of a capture',
    `${head}suites: { smoke: [ { capture: { id: { header: location, §secrte: true } }, http: { get: x } } ] }\n`,
    'PROJECT_KEY_UNKNOWN',
    /secret/,
  ],
  ['the tag project', `${head}defaults: { tags: { §project: other } }\n`, 'PROJECT_NAME_CLASH', /remove/],
  ['a tag of AWS itself', `${head}defaults: { tags: { §"aws:cost": x } }\n`, 'PROJECT_NAME_INVALID', /rename/],
  [
    'a tag value that AWS refuses',
    `${head}defaults: { tags: { team: §"a*b" } }\n`.replace('team: §', '§team: '),
    'PROJECT_VALUE_INVALID',
    /letters/,
  ],
  [
    'a domain with a scheme',
    `${head}domains: { §site: https://example.com }\n`,
    'PROJECT_VALUE_INVALID',
    /without https/,
  ],
  ['a budget without currency', `${head}budgets: { monthly: §"40" }\n`, 'PROJECT_VALUE_INVALID'],
  [
    'a reference in braces without quotes',
    `${head}stacks: { app: { template: app.yaml, parameters: { A: §\${env} } } }\n`,
    'PROJECT_YAML_SYNTAX',
    /"\$\{…\}"/,
  ],
  // Files
  [
    'an entry that does not exist',
    `${head}functions: { Api: { entry: §src/apy.ts } }\n`,
    'PROJECT_PATH_MISSING',
    /"api\.ts"/,
  ],
  [
    'a template in a folder that does not exist',
    `${head}stacks: { app: { template: §infra/app.yaml } }\n`,
    'PROJECT_PATH_MISSING',
    /ls /,
  ],
  ['an entry that is a folder', `${head}functions: { Api: { entry: §src } }\n`, 'PROJECT_PATH_INVALID', /ls /],
  ['a site that is a file', `${head}site: { directory: §app.yaml, bucket: x }\n`, 'PROJECT_PATH_INVALID'],
  ['an absolute path', `${head}stacks: { app: { template: §/app.yaml } }\n`, 'PROJECT_VALUE_INVALID'],
  ['a path with backslashes', `${head}stacks: { app: { template: §"infra\\\\app.yaml" } }\n`, 'PROJECT_VALUE_INVALID'],
  [
    'an output outside the site',
    `${head}site: { directory: web, §output: ../dist, bucket: x }\n`,
    'PROJECT_PATH_INVALID',
    /inside/,
  ],
  ['a source that does not exist', `${head}source: §elsewhere\n`, 'PROJECT_PATH_MISSING'],
  // References
  [
    'an undeclared flag',
    `${head}defaults: { flags: { beta: true } }\nstacks: { app: { template: app.yaml, parameters: { A: "is §\${flags.betta}" } } }\n`,
    'PROJECT_REFERENCE_UNKNOWN',
    /\$\{flags\.beta\}/,
  ],
  [
    'a flag where none is declared',
    `${head}stacks: { app: { template: app.yaml, parameters: { A: "§\${flags.beta}" } } }\n`,
    'PROJECT_REFERENCE_UNKNOWN',
    /defaults/,
  ],
  [
    'a value that objects have by themselves',
    `${head}stacks: { app: { template: app.yaml, parameters: { A: "§\${values.toString}" } } }\n`,
    'PROJECT_REFERENCE_UNKNOWN',
    /add it/,
  ],
  [
    'an output of an undeclared stack',
    `${head}${stack}site: { directory: web, bucket: "§\${outputs.ap.Bucket}" }\n`,
    'PROJECT_REFERENCE_UNKNOWN',
    /outputs\.app\.Bucket/,
  ],
  [
    'an output without a name',
    `${head}${stack}site: { directory: web, bucket: "§\${outputs.app}" }\n`,
    'PROJECT_REFERENCE_SYNTAX',
    /outputs\.stack\.Output/,
  ],
  [
    'a reference to nothing',
    `${head}${stack}site: { directory: web, bucket: "a-§\${environment}" }\n`,
    'PROJECT_REFERENCE_UNKNOWN',
    /\$\$\{environment\}/,
  ],
  [
    'a mistyped word',
    `${head}${stack}site: { directory: web, bucket: "a-§\${acount}" }\n`,
    'PROJECT_REFERENCE_UNKNOWN',
    /\$\{account\}/,
  ],
  [
    'the second of two equal references',
    `${head}site: { directory: web, bucket: "$\${nope}§\${nope}" }\n`,
    'PROJECT_REFERENCE_UNKNOWN',
  ],
  [
    'an open reference',
    `${head}site: { directory: web, bucket: "a-§\${env" }\n`,
    'PROJECT_REFERENCE_SYNTAX',
    /close it/,
  ],
  ['an empty reference', `${head}site: { directory: web, bucket: "a-§\${}" }\n`, 'PROJECT_REFERENCE_UNKNOWN'],
  [
    'a parameter without a name',
    `${head}site: { directory: web, bucket: "§\${ssm:}" }\n`,
    'PROJECT_REFERENCE_SYNTAX',
    /ssm/,
  ],
  [
    'a parameter named with blanks',
    `${head}site: { directory: web, bucket: "§\${ssm:a b}" }\n`,
    'PROJECT_REFERENCE_SYNTAX',
    /ssm/,
  ],
  [
    'a secret without a name',
    `${head}site: { directory: web, bucket: "§\${secret:#key}" }\n`,
    'PROJECT_REFERENCE_SYNTAX',
    /secret:name/,
  ],
  [
    'an output inside another reference',
    `${head}${stack}site: { directory: web, bucket: "§\${ssm:/\${outputs.app.Name}}" }\n`,
    'PROJECT_REFERENCE_MISPLACED',
    /inside a reference/,
  ],
  [
    'a wrong reference inside another one',
    `${head}site: { directory: web, bucket: "\${ssm:/§\${enw}/x}" }\n`,
    'PROJECT_REFERENCE_UNKNOWN',
    /\$\{env\}/,
  ],
  [
    'a build value that differs between environments',
    `${head}build: { environment: { A: §"\${env}" } }\nfunctions: { Api: { entry: src/api.ts } }\n`,
    'PROJECT_REFERENCE_MISPLACED',
  ],
  ['a secret in a domain', `${head}domains: { site: §"a.\${secret:x}.com" }\n`, 'PROJECT_REFERENCE_MISPLACED'],
  [
    'a value made of another value',
    `${head}defaults: { values: { a: 1, b: "§\${values.a}" } }\n`,
    'PROJECT_REFERENCE_UNKNOWN',
  ],
]

for (const [why, marked, code, hint] of cases) {
  test(`refuses ${why} at its line and column`, async () => {
    const before = marked.slice(0, marked.indexOf('§')).split('\n')
    const refusal = await refusalOf(loadText(marked.replace('§', '')))
    const where = { file: 'project.yaml', line: before.length, column: (before.at(-1)?.length ?? 0) + 1 }
    expect(refusal.problems.map((problem) => [problem.code, problem.where])).toEqual([[code, where]])
    if (hint !== undefined) expect(refusal.hint).toMatch(hint)
  })
}

test('tells everything at once, in the order of the file, each with its code frame', async () => {
  const refusal = await refusalOf(
    loadText(
      [
        'project: Shop',
        'environments:',
        '  dev: { tier: ful, account: 111111111111, region: eu-west-1 }',
        '  prod: { tier: read-only, region: eu-west-1, account: "222222222222", stacks: { app: { parameters: { A: "${flags.x}" } } } }',
        'stacks: { app: { templat: app.yaml } }',
        'functions: { Api: { entry: src/none.ts } }',
        'colour: red',
        '',
      ].join('\n'),
      { environment: 'dev' },
    ),
  )
  expect(refusal.code).toBe('PROJECT_INVALID')
  expect(refusal.message).toBe(`project.yaml has ${refusal.problems.length} problems`)
  expect(refusal.problems.map(({ code, where }) => `${where?.line}:${where?.column} ${code}`)).toEqual([
    '1:10 PROJECT_VALUE_INVALID',
    '3:16 PROJECT_VALUE_INVALID',
    '3:30 PROJECT_VALUE_UNQUOTED',
    '5:18 PROJECT_KEY_UNKNOWN',
    '6:28 PROJECT_PATH_MISSING',
    '7:1 PROJECT_KEY_UNKNOWN',
  ])
  expect(refusal.problems[1]?.message).toBe(
    [
      'environments.dev.tier is the text "ful"; it must be full, limited or read-only',
      '  2 | environments:',
      '  3 |   dev: { tier: ful, account: 111111111111, region: eu-west-1 }',
      '    |                ^',
    ].join('\n'),
  )
})

test('judges an environment that is not the one asked for', async () => {
  const yaml = `${head}  prod: { account: "222222222222", tier: read-only, region: eu-west-1, stacks: { app: { parameters: { A: "\${flags.x}" } } } }\n${stack}`
  const refusal = await refusalOf(loadText(yaml, { environment: 'dev' }))
  expect(refusal).toMatchObject({ code: 'PROJECT_REFERENCE_UNKNOWN', where: { line: 4 } })
})

test('refuses two environments whose stacks would share a name in one account and region', async () => {
  const refusal = await refusalOf(
    loadText(
      'project: shop\nenvironments:\n  a: { target: local }\n  a-b: { target: local }\nstacks:\n  c: { template: app.yaml }\n  b-c: { template: app.yaml }\n',
      { environment: 'a' },
    ),
  )
  expect(refusal).toMatchObject({ code: 'PROJECT_NAME_CLASH', where: { line: 6, column: 3 } })
  expect(refusal.message).toContain('"shop-a-b-c"')
})
