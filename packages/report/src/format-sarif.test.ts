import type { Finding, Problem } from '@project-utils/contract'
import { describe, expect, test } from 'vitest'
import { formatAnnotations } from './format-annotations.ts'
import { formatSarif } from './format-sarif.ts'

const tool = { name: 'project-cfn', version: '1.2.3' }
const rules = [
  {
    id: 'template/unset-memory',
    summary: 'A function sets its memory.',
    severity: 'warning',
    category: 'cost',
    source: 'https://example.com/a https://example.com/b',
  },
] as const
const finding: Finding = {
  rule: 'template/unset-memory',
  category: 'cost',
  severity: 'warning',
  message: 'Api sets no memory, 100% default',
  where: { file: 'infra/my app.yaml', line: 3, column: 5, resource: 'Api', path: ['Resources', 'Api'] },
  fix: 'add "MemorySize: 512"',
}
const problem: Problem = {
  code: 'TEMPLATE_SYNTAX',
  message: 'no',
  hint: 'yes',
  where: { file: 'b.yaml', line: 1, column: 1 },
}

interface Log {
  readonly runs: readonly [
    {
      readonly tool: { readonly driver: { readonly rules: readonly unknown[] } }
      readonly results: readonly Record<string, unknown>[]
    },
  ]
}

const log = (findings: readonly Finding[], problems: readonly Problem[] = []): Log['runs'][0] =>
  (JSON.parse(formatSarif({ tool, rules, findings, problems })) as Log).runs[0]

describe('formatSarif', () => {
  test('gives rule, level, place and fix of a finding', () => {
    const { tool: described, results } = log([finding])
    expect(described.driver).toMatchObject({ name: 'project-cfn', semanticVersion: '1.2.3' })
    expect(described.driver.rules).toMatchObject([{ id: 'template/unset-memory', helpUri: 'https://example.com/a' }])
    expect(results).toMatchObject([
      {
        ruleId: 'template/unset-memory',
        ruleIndex: 0,
        level: 'warning',
        message: { text: 'Api sets no memory, 100% default\nFix: add "MemorySize: 512"' },
        locations: [
          {
            physicalLocation: {
              artifactLocation: { uri: 'infra/my%20app.yaml' },
              region: { startLine: 3, startColumn: 5 },
            },
          },
        ],
      },
    ])
  })

  test('tells problems as errors, and leaves out places that nobody knows', () => {
    const { where: _, ...nowhere } = finding
    const { results } = log([{ ...nowhere, severity: 'info' }], [problem])
    expect(results.map(({ ruleId, level, locations }) => [ruleId, level, (locations as unknown[]).length])).toEqual([
      ['TEMPLATE_SYNTAX', 'error', 1],
      ['template/unset-memory', 'note', 0],
    ])
  })

  test('knows a finding again after lines moved', () => {
    const moved = { ...finding, where: { ...finding.where, line: 9 } }
    expect(log([finding]).results[0]?.['partialFingerprints']).toEqual(log([moved]).results[0]?.['partialFingerprints'])
  })
})

describe('formatAnnotations', () => {
  test('writes one command a line, with what means something escaped', () => {
    const odd = { ...finding, where: { file: 'a,b:c.yaml', line: 1, column: 2 } }
    expect(formatAnnotations([odd, { ...finding, severity: 'info', where: {} }], [problem]).split('\n')).toEqual([
      '::error file=b.yaml,line=1,col=1,title=TEMPLATE_SYNTAX::no%0Ayes',
      '::warning file=a%2Cb%3Ac.yaml,line=1,col=2,title=template/unset-memory::Api sets no memory, 100%25 default%0Aadd "MemorySize: 512"',
      '::notice title=template/unset-memory::Api sets no memory, 100%25 default%0Aadd "MemorySize: 512"',
    ])
  })

  test('is empty where there is nothing to say', () => {
    expect(formatAnnotations([])).toBe('')
  })
})
