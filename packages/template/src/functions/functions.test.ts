import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseTemplate } from '../parse.ts'
import { type ResolveOptions, resolveTemplate } from '../resolve.ts'
import { isUnknown } from '../unknown.ts'
import { subnets } from './cidr.ts'

const head = `Transform: AWS::LanguageExtensions
Parameters:
  Env: { Type: String, Default: dev }
  Open: { Type: String }
  Zones: { Type: CommaDelimitedList, Default: "a, b" }
  None: { Type: CommaDelimitedList, Default: "" }
Mappings:
  Sizes: { dev: { memory: 128, list: [x, y] }, prod: { memory: 1024 }, constructor: { memory: 1 } }
Conditions: { IsDev: !Equals [!Ref Env, dev], IsOpen: !Equals [!Ref Open, "yes"] }
Resources:
  Table: { Type: AWS::DynamoDB::Table, Properties: { TableName: !Sub "shop-\${Env}-t" } }
  X:
    Type: T
    Properties:
      P: `

function resolved(value: string, options: Partial<ResolveOptions> = {}): unknown {
  const template = parseTemplate(`${head}${value}\n`, 'app.yaml')
  const pseudo = { account: '111111111111', region: 'eu-west-1', stackName: 'shop-dev-app' }
  return resolveTemplate(template, { parameters: {}, pseudo, ...options }).resources['X']?.properties['P']
}

describe('functions whose value can be known', () => {
  test.each([
    ['!Cidr [10.0.0.0/16, 3, 8]', ['10.0.0.0/24', '10.0.1.0/24', '10.0.2.0/24']],
    ['!Cidr [10.0.0.0/24, "2", "5"]', ['10.0.0.0/27', '10.0.0.32/27']],
    ['!Select [1, !Cidr ["2001:db8::/56", 2, 64]]', '2001:db8:0:1::/64'],
    ['!FindInMap [Sizes, !Ref Env, list]', ['x', 'y']],
    ['!FindInMap [Sizes, !Select [0, [prod]], memory]', 1024],
    ['!FindInMap [Sizes, constructor, memory]', 1],
    ['!FindInMap [Gone, a, b, { DefaultValue: !Ref Env }]', 'dev'],
    ['{ "Fn::Length": [a, b, c] }', 3],
    ['{ "Fn::Contains": [[dev, prod], !Ref Env] }', true],
    ['{ "Fn::Contains": [[prod], !Ref Env] }', false],
    ['{ "Fn::EachMemberEquals": [[dev, dev], !Ref Env] }', true],
    ['{ "Fn::EachMemberEquals": [!Ref Zones, a] }', false],
    ['{ "Fn::EachMemberIn": [!Ref Zones, [a, b, c]] }', true],
    ['{ "Fn::EachMemberIn": [!Ref Zones, [a]] }', false],
    ['{ "Fn::Length": !Split [",", "a,b"] }', 2],
    ['{ "Fn::ToJsonString": { a: [!Ref Env, 1], b: !Ref "AWS::NoValue" } }', '{"a":["dev",1]}'],
    ['{ Ref: !Sub "E${X}" }', undefined],
    ['{ Ref: !Join ["", [E, nv]] }', 'dev'],
    ['{ "Fn::GetAtt": Table.Arn }', undefined],
    ['!Ref None', []],
    ['!ImportValue shop-vpc', 'vpc-1'],
    ['!Sub ["${a}${!b}${AWS::StackName}", { a: 1 }]', '1${b}shop-dev-app'],
    ['!If [IsDev, !Ref "AWS::NoValue", x]', undefined],
    ['!Base64 { "Fn::Sub": "e=${Env}" }', Buffer.from('e=dev').toString('base64')],
  ])('%s', (value, expected) => {
    const given = resolved(value, { imports: { 'shop-vpc': 'vpc-1' } })
    if (expected === undefined) expect(given === undefined || isUnknown(given)).toBe(true)
    else expect(given).toEqual(expected)
  })
})

describe('functions whose value only AWS knows', () => {
  test.each([
    ['!GetAZs ""', 'availability zones of eu-west-1'],
    ['!GetAZs us-east-1', 'availability zones of us-east-1'],
    ['!Select [0, !GetAZs ""]', 'availability zones of eu-west-1'],
    ['!ImportValue other', 'Fn::ImportValue gives for other'],
    ['!GetAtt Table.StreamArn', 'Table.StreamArn'],
    ['!GetAtt Table.Nested.Value', 'Table.Nested.Value'],
    ['{ "Fn::GetStackOutput": { StackName: net, OutputName: Vpc } }', 'output Vpc of stack net'],
    ['!Cidr [!GetAtt Table.Block, 1, 8]', 'Table.Block'],
    ['!Cidr [10.0.0.0/28, 256, 8]', 'Fn::Cidr'],
    ['"{{resolve:secretsmanager:db:SecretString:password}}"', 'resolve:secretsmanager:db:SecretString:password'],
    ['!Sub "x{{resolve:ssm:/${Env}/key}}"', 'resolve:ssm:/dev/key'],
    ['!Select [!Ref Open, [a, b]]', 'parameter Open'],
    ['!FindInMap [Sizes, __proto__, memory]', 'Sizes.__proto__.memory'],
    ['{ "Fn::Transform": { Name: Mine } }', 'Fn::Transform'],
    ['!Ref toString', 'physical id of toString'],
  ])('%s is marked, with the reason', (value, why) => {
    const given = resolved(value)
    expect(isUnknown(given)).toBe(true)
    expect(given).toMatchObject({ why: expect.stringContaining(why) })
  })
})

describe('a resolved template', () => {
  const text = `Transform: AWS::LanguageExtensions
Parameters: { Keep: { Type: String, Default: Retain }, Open: { Type: String } }
Resources:
  A: { Type: T, DeletionPolicy: !Ref Keep, UpdateReplacePolicy: !Ref Open, Properties: { Deep: { plain: [1, two] } } }
  B: { Type: T, DeletionPolicy: Delete, Properties: { Z: 1 } }
  M: { Type: My::Own::Thing::MODULE }
Outputs: { O: { Value: 1, Export: { Name: !Sub "\${AWS::StackName}-o" } } }
`
  const template = parseTemplate(text, 'a.yaml')
  const known = resolveTemplate(template, { parameters: {}, pseudo: { stackName: 's' } })

  test('has policies also where a function gives them', () => {
    expect(known.resources['A']).toMatchObject({ deletionPolicy: 'Retain' })
    expect(isUnknown(known.resources['A']?.updateReplacePolicy)).toBe(true)
    expect(known.resources['B']).toMatchObject({ deletionPolicy: 'Delete' })
    expect(known.resources['B']?.updateReplacePolicy).toBeUndefined()
  })

  test('tells the names of exports, any other value, and what a module hides', () => {
    expect(known.exports).toEqual({ O: 's-o' })
    expect(known.resolve({ Ref: 'Keep' })).toBe('Retain')
    expect(known.resolve({ Ref: 'AWS::NoValue' })).toBeNull()
    expect(known.notes).toMatchObject([{ kind: 'module', path: ['Resources', 'M', 'Type'] }])
  })

  test('shares what has nothing to resolve with the template', () => {
    expect(known.resources['A']?.properties).toBe(template.resources['A']?.properties)
  })
})

test('address blocks lie side by side, within the whole, in their number', () => {
  const cases = fc.record({
    first: fc.nat(223),
    prefix: fc.integer({ min: 8, max: 24 }),
    bits: fc.integer({ min: 2, max: 8 }),
    count: fc.integer({ min: 1, max: 256 }),
  })
  fc.assert(
    fc.property(cases, ({ first, prefix, bits, count }) => {
      const room = 2 ** (32 - prefix - bits)
      const blocks = subnets(`${first}.0.0.0/${prefix}`, count, bits)
      expect(blocks?.length).toBe(count <= room ? count : undefined)
      const starts = (blocks ?? []).map((block) => {
        const [address = '', length] = block.split('/')
        expect(length).toBe(String(32 - bits))
        return address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)
      })
      for (const [index, start] of starts.entries()) expect(start).toBe(first * 2 ** 24 + index * 2 ** bits)
    }),
  )
})

test('resolving never throws, whatever stands where', () => {
  const names = fc.constantFrom(
    'Ref',
    'Fn::Sub',
    'Fn::If',
    'Fn::Join',
    'Fn::Select',
    'Fn::GetAtt',
    'Fn::FindInMap',
    'Fn::Cidr',
    'Fn::And',
    'Fn::Split',
    'Fn::ForEach::L',
    'Fn::Transform',
    'Fn::Length',
    'Fn::ImportValue',
    'Condition',
  )
  const { value } = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      fc.constantFrom('Env', 'A', '${Env}', '${A.B}', '', 0, 1, null, true, '__proto__'),
      fc.array(tie('value'), { maxLength: 4 }),
      fc.tuple(names, tie('value')).map(([name, argument]) => ({ [name]: argument })),
      fc.dictionary(fc.constantFrom('a', 'b', '${X}', '__proto__'), tie('value'), { maxKeys: 3 }),
    ),
  }))
  fc.assert(
    fc.property(value, value, (property, condition) => {
      const body = {
        Transform: 'AWS::LanguageExtensions',
        Parameters: { Env: { Type: 'String', Default: 'dev' } },
        Conditions: { C: condition },
        Resources: { A: { Type: 'T', Properties: { P: property } } },
      }
      const template = parseTemplate(JSON.stringify(body), 'a.json')
      const { template: expanded } = resolveTemplate(template, { parameters: {}, pseudo: {} })
      expect(expanded.place(['Resources', 'A', 'Properties', 'P']).line).toBe(1)
    }),
  )
})
