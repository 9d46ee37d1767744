import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Finding, Problem } from '@project-utils/contract'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { malformed } from './malformed.test.fixture.ts'
import { openProject, type TestProject } from './run-cfn.ts'

const nowhere = 'http://127.0.0.1:9'
const broken = 'Resources:\n  Q:\n    Type: AWS::SQS::Queue\n    Properties: { QueName: q }\n'

let project: TestProject

beforeAll(() => {
  project = openProject(nowhere, {
    'project.yaml':
      'project: shop\nenvironments:\n  dev: { account: "111111111111", region: us-east-1, tier: full }\n  prod: { account: "222222222222", region: us-east-1, tier: limited }\nstacks:\n  app: { template: app.yaml, parameters: { Size: "${env}" } }\n',
    'app.yaml':
      'Parameters: { Size: { Type: String, AllowedValues: [dev] } }\nResources: { Q: { Type: AWS::SQS::Queue } }\nOutputs: { Size: { Value: !Ref Size } }\n',
    'broken.yaml': broken,
  })
})
afterAll(() => project?.close())

interface Said {
  readonly says: string
  readonly line: number | undefined
  readonly column: number | undefined
  readonly hint: string | undefined
}

/** What a person is told first: problems, then errors. */
function said(problems: readonly Problem[], findings: readonly Finding[]): readonly Said[] {
  const errors = findings.filter(({ severity }) => severity === 'error')
  return [
    ...problems.map(({ code, where, hint }) => ({ says: code, line: where?.line, column: where?.column, hint })),
    ...errors.map(({ rule, where, fix }) => ({ says: rule, line: where?.line, column: where?.column, hint: fix })),
  ]
}

describe('validating what is malformed or odd', () => {
  test.each(malformed.map((one) => [one.what, one] as const))('%s', async (_, one) => {
    const { file = 'template.yaml', text, code, line, says, hint = /./ } = one
    project.write({ [file]: text })
    const { stdout, stderr, code: ended } = await project.start('validate', '--json', file, '--env', 'dev').ended
    expect(ended, stderr).toBe(code)
    const { problems, findings } = JSON.parse(stdout)
    const [first] = said(problems, findings)
    if (says === undefined) expect(first).toBeUndefined()
    else {
      expect(first).toMatchObject({ says, ...(line === undefined ? {} : { line }) })
      expect(first?.column).toBeGreaterThan(0)
      expect(first?.hint).toMatch(hint)
    }
  })

  test('a file that is not there is told with its name, and keeps no other from being looked at', async () => {
    const { code, stdout } = await project.start('validate', '--json', 'nowhere.yaml', 'broken.yaml', '--env', 'dev')
      .ended
    const { problems, findings } = JSON.parse(stdout)
    expect(code).toBe(2)
    expect(problems).toMatchObject([{ message: expect.stringContaining('nowhere.yaml') }])
    expect(findings).toContainEqual(expect.objectContaining({ rule: 'template/unknown-property' }))
  })
})

describe('the ways findings are given', () => {
  test('as SARIF and annotations beside the one JSON document', async () => {
    const { code, stdout, stderr } = await project.start(
      ...['validate', 'broken.yaml', '--json', '--sarif', 'out.sarif', '--annotations', '--env', 'dev'],
    ).ended
    expect(code).toBe(1)
    expect(JSON.parse(stdout).findings).toHaveLength(1)
    expect(stderr).toMatch(/^::error file=broken\.yaml,line=4,col=19,title=template\/unknown-property::/m)
    const log = JSON.parse(readFileSync(join(project.folder, 'out.sarif'), 'utf8'))
    expect(log.runs[0].results).toMatchObject([{ ruleId: 'template/unknown-property', level: 'error' }])
  })

  test('--fail-on decides the exit code', async () => {
    const ends = async (...flags: readonly string[]): Promise<number | null> =>
      (await project.start('validate', 'broken.yaml', '--env', 'dev', ...flags).ended).code
    expect(await ends('--fail-on', 'never')).toBe(0)
    expect(await ends('--fail-on', 'warning')).toBe(1)
  })

  test('a parameter that one environment gives wrongly is found there', async () => {
    const { stdout, code } = await project.start('validate', '--json', '--env', 'prod').ended
    expect(code).toBe(1)
    expect(JSON.parse(stdout).findings).toContainEqual(expect.objectContaining({ rule: 'template/parameter-value' }))
  })
})
