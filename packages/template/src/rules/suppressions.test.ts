import { describe, expect, test } from 'vitest'
import { parseTemplate } from '../parse.ts'
import { openSchemas } from '../schema/schema-book.ts'
import { validateTemplate } from './validate.ts'

const schemas = openSchemas()
const retention = 'template/unset-retention'
const logs = (metadata: string): string => `Resources:
  A:
    Type: AWS::Logs::LogGroup
    ${metadata}
  B:
    Type: AWS::Logs::LogGroup
`
const suppress = (rule: string, reason = 'reason: the auditors want all'): string =>
  `Metadata: { ProjectUtils: { suppress: [{ rule: ${rule}, ${reason} }] } }`

function found(text: string): readonly string[] {
  const findings = validateTemplate(parseTemplate(text, 'a.yaml'), { schemas })
  return findings.map(({ rule, where }) => `${where?.line} ${rule}`)
}

describe('suppressions', () => {
  test('silence a rule on the one resource that has them', () => {
    expect(found(logs('DeletionPolicy: Retain'))).toContain(`2 ${retention}`)
    expect(found(logs(suppress(retention))).filter((one) => one.endsWith(retention))).toEqual([`5 ${retention}`])
  })

  test('at the top silence a rule everywhere', () => {
    expect(
      found(`${suppress(retention)}\n${logs('DeletionPolicy: Retain')}`).filter((one) => one.endsWith(retention)),
    ).toEqual([])
  })

  test('that suppress nothing are findings', () => {
    expect(found(logs(suppress('template/unset-memory')))).toContain('4 template/unused-suppression')
    expect(found(logs(suppress('template/misspelt')))).toContain('4 template/unused-suppression')
    expect(found(logs(suppress(retention)))).not.toContain('4 template/unused-suppression')
  })

  test('of a rule that does not exist say so, and which was meant', () => {
    const text = logs(suppress('template/unset-retenton'))
    expect(validateTemplate(parseTemplate(text, 'a.yaml'), { schemas })).toContainEqual(
      expect.objectContaining({
        message: 'there is no rule template/unset-retenton',
        fix: `write ${retention}, or remove the suppression`,
      }),
    )
  })

  test.each(['', 'reason: ""', 'reason: "  "', 'why: because'])('without a reason (%s) suppress nothing', (reason) => {
    expect(found(logs(suppress(retention, reason === '' ? 'x: y' : reason)))).toEqual(
      expect.arrayContaining(['4 template/suppression-without-reason', `2 ${retention}`]),
    )
  })
})
