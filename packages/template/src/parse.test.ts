import { isProjectError, type Problem, problemsOf } from '@project-utils/contract'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseTemplate } from './parse.ts'

const bucket = 'Resources:\n  Files:\n    Type: AWS::S3::Bucket\n'

function problemsIn(text: string): readonly Problem[] {
  try {
    parseTemplate(text, 'app.yaml')
  } catch (error) {
    if (isProjectError(error)) return problemsOf(error)
    throw error
  }
  return []
}

function propertyOf(yaml: string): unknown {
  return parseTemplate(`${bucket}    Properties:\n      P: ${yaml}\n`, 'app.yaml').resources['Files']?.properties['P']
}

describe('parseTemplate', () => {
  test.each([
    ['!Ref Files', { Ref: 'Files' }],
    ['!GetAtt Files.Arn', { 'Fn::GetAtt': ['Files', 'Arn'] }],
    ['!GetAtt Child.Outputs.Name', { 'Fn::GetAtt': ['Child', 'Outputs.Name'] }],
    ['!GetAtt [Files, Arn]', { 'Fn::GetAtt': ['Files', 'Arn'] }],
    ['{ "Fn::GetAtt": Files.Arn }', { 'Fn::GetAtt': ['Files', 'Arn'] }],
    ['!Sub "a-${Files}"', { 'Fn::Sub': 'a-${Files}' }],
    ['!If [IsProd, !Ref A, !Ref "AWS::NoValue"]', { 'Fn::If': ['IsProd', { Ref: 'A' }, { Ref: 'AWS::NoValue' }] }],
    ['!Equals [!Ref A, b]', { 'Fn::Equals': [{ Ref: 'A' }, 'b'] }],
    ['!Condition IsProd', { Condition: 'IsProd' }],
    ['!Select [0, !GetAZs ""]', { 'Fn::Select': [0, { 'Fn::GetAZs': '' }] }],
    ['!Base64 text', { 'Fn::Base64': 'text' }],
    ['!ToJsonString { a: 1 }', { 'Fn::ToJsonString': { a: 1 } }],
    ['!Transform { Name: AWS::Include }', { 'Fn::Transform': { Name: 'AWS::Include' } }],
    ['!Cidr [10.0.0.0/16, 2, 8]', { 'Fn::Cidr': ['10.0.0.0/16', 2, 8] }],
  ])('turns the short form %s into the long one', (yaml, expected) => {
    expect(propertyOf(yaml)).toEqual(expected)
  })

  test.each([
    ['2012-10-17', '2012-10-17'],
    ['012345678901', '012345678901'],
    ['1.0', '1.0'],
    ['90071992547409931', '90071992547409931'],
    ['128', 128],
    ['yes', true],
    ['off', false],
    ['"yes"', 'yes'],
    ['true', true],
    ['~', null],
  ])('reads the scalar %s as CloudFormation does', (yaml, expected) => {
    expect(propertyOf(yaml)).toEqual(expected)
  })

  test('expands anchors and merge keys, where explicit keys win', () => {
    const text = `${bucket}    Metadata: &base { a: 1, b: 2 }\n    Properties: { <<: *base, b: 3, c: *base }\n`
    const { properties } = parseTemplate(text, 'app.yaml').resources['Files'] ?? {}
    expect(properties).toEqual({ a: 1, b: 3, c: { a: 1, b: 2 } })
  })

  test.each([
    ['a bracket at the indentation of its key', '!If [C, {\n        a: !Ref X,\n        b: 1\n      }, !Ref Y]'],
    ['lines at the indentation of their key', '!If [C, {\n      a: !Ref X,\n      b: 1 },\n      !Ref Y]'],
    ['lines left of their key', '!If [C, {\n  a: !Ref X, b: 1\n},\n!Ref Y]'],
  ])('takes a flow collection over several lines with %s, and knows where what follows stands', (_, yaml) => {
    const expected = { 'Fn::If': ['C', { a: { Ref: 'X' }, b: 1 }, { Ref: 'Y' }] }
    expect(propertyOf(yaml)).toEqual(expected)
    const text = `${bucket}    Properties:\n      P: ${yaml}\n      Q: 1\n`
    const template = parseTemplate(text, 'app.yaml')
    const path = ['Resources', 'Files', 'Properties']
    expect(template.place([...path, 'Q'])).toMatchObject({ line: text.split('\n').length - 1, column: 7 })
    const line = text.split('\n').findIndex((each) => each.includes('b: 1')) + 1
    const column = (text.split('\n')[line - 1] ?? '').indexOf('b: 1') + 1
    expect(template.place([...path, 'P', 'Fn::If', 1, 'b'])).toMatchObject({ line, column })
  })

  test('tells the first error of a text, not those that follow from it', () => {
    expect(problemsIn(`Resources:\n  A:\n    Type: {\n  B:\n    Type: [x\n  C: { D: !Ref E }\n`)).toHaveLength(1)
  })

  test('refuses aliases that multiply without end', () => {
    const levels = Array.from(
      { length: 12 },
      (_, i) => `  l${i + 1}: &l${i + 1} [${Array(9).fill(`*l${i}`).join(',')}]`,
    )
    const text = `${bucket}Metadata:\n  l0: &l0 x\n${levels.join('\n')}\n`
    expect(problemsIn(text)[0]?.message).toContain('aliases')
  })

  test.each([
    ['broken YAML', 'Resources:\n  A:\n    Type: [unclosed\n', { code: 'TEMPLATE_SYNTAX', line: 4 }],
    ['a key twice', `${bucket}    Type: AWS::SQS::Queue\n`, { code: 'TEMPLATE_SYNTAX', line: 4 }],
    ['broken JSON', '{\n  "Resources": {\n    "A": oops\n  }\n}', { code: 'TEMPLATE_SYNTAX', line: 3 }],
    ['JSON cut off', '{\n  "Resources": {', { code: 'TEMPLATE_SYNTAX', line: 2 }],
    ['no mapping', '- a\n- b\n', { code: 'TEMPLATE_SYNTAX', line: 1 }],
    ['nothing', '', { code: 'TEMPLATE_SYNTAX', line: 1 }],
    [
      'an unknown short form',
      `${bucket}    Properties:\n      A: !Nonsense x\n`,
      { code: 'TEMPLATE_UNKNOWN_TAG', line: 5 },
    ],
    ['no resources', 'Outputs: {}\n', { code: 'TEMPLATE_STRUCTURE', line: 1 }],
    ['a resource without type', 'Resources:\n  A:\n    Properties: {}\n', { code: 'TEMPLATE_STRUCTURE', line: 2 }],
    [
      'a bad logical id',
      'Resources:\n  my-bucket:\n    Type: AWS::S3::Bucket\n',
      { code: 'TEMPLATE_STRUCTURE', line: 2 },
    ],
    [
      'a parameter without type',
      `${bucket}Parameters:\n  P: { Default: x }\n`,
      { code: 'TEMPLATE_STRUCTURE', line: 5 },
    ],
    [
      'an output without value',
      `${bucket}Outputs:\n  O: { Description: x }\n`,
      { code: 'TEMPLATE_STRUCTURE', line: 5 },
    ],
  ])('refuses %s and names the line', (_, text, { code, line }) => {
    const [problem] = problemsIn(text)
    expect(problem).toMatchObject({ code, where: { file: 'app.yaml', line } })
  })

  test('reports all problems of structure at once', () => {
    expect(problemsIn('Resources:\n  A: {}\n  B: {}\n  C-D: { Type: x }\n')).toHaveLength(3)
  })

  test('knows where a value stands, through short forms, in YAML and in JSON', () => {
    const yaml = parseTemplate(
      `${bucket}    Properties:\n      Name: !Join\n        - "-"\n        - [a,\n           !Ref B]\n`,
      'a.yaml',
    )
    const path = ['Resources', 'Files', 'Properties', 'Name', 'Fn::Join', 1, 1]
    expect(yaml.place(path)).toMatchObject({ file: 'a.yaml', line: 8, resource: 'Files' })
    const json = parseTemplate('{\n "Resources": {\n  "Files": { "Type": "AWS::S3::Bucket" }\n }\n}', 'a.json')
    expect(json.place(['Resources', 'Files', 'Type'])).toMatchObject({ line: 3, column: 14 })
  })

  test('reads the same from JSON and from the same JSON as YAML', () => {
    const json = fc.jsonValue({ maxDepth: 3 }).filter((value) => !JSON.stringify(value).includes('e'))
    fc.assert(
      fc.property(json, (value) => {
        const text = JSON.stringify({ Resources: { A: { Type: 'T', Properties: { V: value } } } })
        const asYaml = parseTemplate(`---\n${text}`, 'a.yaml').resources['A']?.properties
        expect(asYaml).toEqual(parseTemplate(text, 'a.json').resources['A']?.properties)
      }),
    )
  })

  test('throws nothing but ProjectErrors, whatever the text', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void problemsIn(text)))
    fc.assert(fc.property(fc.string(), (text) => void problemsIn(`${bucket}    Properties: ${text}`)))
  })
})

test.each([
  ['!GetAZs', { 'Fn::GetAZs': '' }],
  ['!Sub 5', { 'Fn::Sub': '5' }],
  ['!Base64 yes', { 'Fn::Base64': 'yes' }],
  ['!!str 5', '5'],
  ['!!int 5', 5],
  ['0x10', '0x10'],
  ['1e3', '1e3'],
  ['-7', -7],
  ['+7', '+7'],
  ['.5', '.5'],
  ['NULL', null],
  ['nullable', 'nullable'],
  ['True', true],
  ['"true"', 'true'],
  ['|\n        5\n', '5\n'],
])('reads %s as CloudFormation does, under a tag or without', (yaml, expected) => {
  expect(propertyOf(yaml)).toEqual(expected)
})
