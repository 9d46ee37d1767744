import { describe, expect, test } from 'vitest'
import { parseTemplate } from '../parse.ts'
import { openSchemas } from '../schema/schema-book.ts'
import type { ValidationSetting } from './rule.ts'
import { validateTemplate } from './validate.ts'

const schemas = openSchemas()

function severities(text: string, rule: string, setting: ValidationSetting = {}): readonly string[] {
  const findings = validateTemplate(parseTemplate(text, 'a.yaml'), { schemas, setting })
  return findings.filter((finding) => finding.rule === rule).map(({ severity }) => severity)
}

const named = (name: string): string => `Parameters: { Name: { Type: String, Default: "not a name" } }
Resources: { B: { Type: AWS::S3::Bucket, Properties: { BucketName: ${name} } } }
`

describe('validateTemplate', () => {
  test('calls a value from a default an error only where nobody can give another', () => {
    expect(severities(named('!Ref Name'), 'template/name-form')).toEqual(['warning'])
    expect(severities(named('!Ref Name'), 'template/name-form', { given: {} })).toEqual(['error'])
    expect(severities(named('"not a name"'), 'template/name-form')).toEqual(['error'])
  })

  test('leaves unknown what is given later', () => {
    const setting = { given: {}, pending: ['Name'] }
    expect(severities(named('!Ref Name'), 'template/name-form', setting)).toEqual([])
  })

  test('looks at the side of Fn::If that counts, at its own place', () => {
    const text = `Conditions: { Prod: !Equals [!Ref AWS::Region, us-east-1] }
Resources:
  B:
    Type: AWS::S3::Bucket
    Properties:
      BucketName: !If
        - Prod
        - fine-name
        - Wrong_Name
`
    const lines = (region: string): readonly (number | undefined)[] =>
      validateTemplate(parseTemplate(text, 'a.yaml'), { schemas, setting: { region } })
        .filter(({ rule }) => rule === 'template/name-form')
        .map(({ where }) => where?.line)
    expect(lines('us-east-1')).toEqual([])
    expect(lines('eu-west-1')).toEqual([9])
  })

  test('keeps every message in one line, whatever names hold', () => {
    const name = '"x\\n::stop-commands::y\\e[2J"'
    const text = `Resources: { B: { Type: AWS::SQS::Queue, Properties: { ${name}: 1, QueueName: !Ref ${name} } } }\n`
    const findings = validateTemplate(parseTemplate(text, 'a.yaml'), { schemas })
    const words = findings.map(({ message, fix }) => `${message} ${fix}`)
    expect(words.filter((one) => one.includes('x\\n::stop-commands::y\\u001b[2J'))).toHaveLength(2)
    expect(words.filter((one) => /\p{Cc}/u.test(one))).toEqual([])
  })

  test('tells findings in the order of the file', () => {
    const text =
      'Resources:\n  A: { Type: AWS::Logs::LogGroup }\n  B: { Type: AWS::Lambda::Function }\n  C: { Type: AWS::Logs::LogGroup }\n'
    const lines = validateTemplate(parseTemplate(text, 'a.yaml'), { schemas }).map(({ where }) => where?.line ?? 0)
    expect(lines).toEqual(lines.toSorted((a, b) => a - b))
    expect(new Set(lines)).toEqual(new Set([2, 3, 4]))
  })
})
