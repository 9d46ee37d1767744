import { describe, expect, test } from 'vitest'
import { parseTemplate } from '../parse.ts'
import { openSchemas } from '../schema/schema-book.ts'
import type { Example } from './examples.test.fixture.ts'
import { careExamples } from './examples-care.test.fixture.ts'
import { functionExamples } from './examples-functions.test.fixture.ts'
import { serviceExamples } from './examples-services.test.fixture.ts'
import { templateExamples } from './examples-template.test.fixture.ts'
import type { ValidationSetting } from './rule.ts'
import { rules } from './rules.ts'
import { schemaRules } from './schema-rules.ts'
import { validateTemplate } from './validate.ts'

const examples: readonly Example[] = [...templateExamples, ...serviceExamples, ...functionExamples, ...careExamples]
const schemas = openSchemas()

function linesOf(rule: string, text: string, setting: ValidationSetting = {}): readonly (number | undefined)[] {
  const findings = validateTemplate(parseTemplate(text, 'a.yaml'), { schemas, setting })
  return findings.filter((finding) => finding.rule === rule).map(({ where }) => where?.line)
}

describe('rules', () => {
  test.each(examples.map((example) => [example.rule, example] as const))(
    '%s finds a fault at its line',
    (rule, { bad, setting }) => {
      const line = bad.split('\n').findIndex((text) => text.endsWith('# !')) + 1
      expect(linesOf(rule, bad, setting)).toEqual([line])
    },
  )

  test.each(examples.map((example) => [example.rule, example] as const))(
    '%s says nothing of the same template without the fault',
    (rule, { good, setting, goodSetting = setting?.given === undefined ? {} : setting }) => {
      expect(linesOf(rule, good, goodSetting)).toEqual([])
    },
  )

  test('each have an example with a fault', () => {
    const shown = new Set<string>([...examples.map(({ rule }) => rule), ...schemaRules.map(({ id }) => id)])
    expect(rules.map(({ id }) => id).filter((id) => !shown.has(id))).toEqual([])
  })

  test('each name public pages as their source, and have an id of their own', () => {
    for (const { id, source, summary } of rules) {
      expect(
        source.split(' ').every((page) => URL.canParse(page)),
        id,
      ).toBe(true)
      expect(summary, id).toMatch(/\.$/)
    }
    expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length)
  })
})
