import { expect, test } from 'vitest'
import { parseTemplate } from './parse.ts'

const text = `Parameters:
  Plain: { Type: String }
  Full:
    Type: Number
    Description: how many
    Default: 5
    AllowedValues: [1, 5, "7"]
    AllowedPattern: "[0-9]+"
    ConstraintDescription: a digit
    MinValue: "1"
    MaxValue: 9.5
    MinLength: 1
    MaxLength: "3"
    NoEcho: "true"
Rules:
  Sized:
    RuleCondition: !Equals [!Ref Plain, x]
    Assertions:
      - { Assert: !Contains [["1", "5"], !Ref Full], AssertDescription: one or five }
      - nothing
Hooks: { Shift: { Type: AWS::CodeDeploy::BlueGreen } }
Metadata: { Owner: us }
Resources:
  A: { Type: T, Metadata: { a: 1 }, CreationPolicy: { ResourceSignal: { Count: 1 } }, UpdatePolicy: { UseOnlineResharding: true } }
`

test('parameters keep every constraint', () => {
  const { parameters } = parseTemplate(text, 'a.yaml')
  expect(parameters['Plain']).toEqual({ name: 'Plain', type: 'String', noEcho: false })
  expect(parameters['Full']).toEqual({
    name: 'Full',
    type: 'Number',
    default: '5',
    description: 'how many',
    allowedValues: ['1', '5', '7'],
    allowedPattern: '[0-9]+',
    constraintDescription: 'a digit',
    minValue: 1,
    maxValue: 9.5,
    minLength: 1,
    maxLength: 3,
    noEcho: true,
  })
})

test('rules, hooks, metadata and policies of resources can be read', () => {
  const { rules, hooks, metadata, resources } = parseTemplate(text, 'a.yaml')
  const assert = { 'Fn::Contains': [['1', '5'], { Ref: 'Full' }] }
  expect(rules['Sized']).toEqual({
    name: 'Sized',
    condition: { 'Fn::Equals': [{ Ref: 'Plain' }, 'x'] },
    assertions: [{ index: 0, assert, description: 'one or five' }],
  })
  expect([hooks, metadata]).toEqual([{ Shift: { Type: 'AWS::CodeDeploy::BlueGreen' } }, { Owner: 'us' }])
  expect(resources['A']?.attributes).toMatchObject({
    Metadata: { a: 1 },
    CreationPolicy: { ResourceSignal: { Count: 1 } },
    UpdatePolicy: { UseOnlineResharding: true },
  })
})
