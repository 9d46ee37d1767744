import { describe, expect, test } from 'vitest'
import { parseTemplate } from './parse.ts'
import { type ResolvedTemplate, resolveTemplate } from './resolve.ts'
import { isUnknown } from './unknown.ts'

const pseudo = { account: '111111111111', region: 'eu-west-1', stackName: 'shop-dev-app' }

const head = `
Parameters:
  Env: { Type: String, Default: dev }
  Open: { Type: String }
  Zones: { Type: CommaDelimitedList, Default: "a, b" }
  Image: { Type: "AWS::SSM::Parameter::Value<String>", Default: /x }
Conditions:
  IsProd: !Equals [!Ref Env, prod]
  IsDev: !Not [!Condition IsProd]
  IsOpen: !Equals [!Ref Open, "yes"]
  Both: !And [!Condition IsDev, !Condition IsOpen]
  Neither: !And [!Condition IsProd, !Condition IsOpen]
  Either: !Or [!Condition IsDev, !Condition IsOpen]
  Circle: !Not [!Condition Circle]
Mappings:
  Sizes: { dev: { memory: 128 }, prod: { memory: 1024 } }
Resources:
  Table: { Type: AWS::DynamoDB::Table, Properties: { TableName: !Sub "shop-\${Env}-t" } }
  Queue: { Type: AWS::SQS::Queue, Properties: { QueueName: q } }
  OnlyProd: { Type: AWS::SNS::Topic, Condition: IsProd }
  Perhaps: { Type: AWS::SNS::Topic, Condition: IsOpen }
  Self: { Type: AWS::S3::Bucket, Properties: { BucketName: !Ref Self } }
  X:
    Type: AWS::Lambda::Function
    Properties:
      P: `

function resolveWith(value: string, parameters: Record<string, string> = {}): ResolvedTemplate {
  return resolveTemplate(parseTemplate(`${head}${value}\n`, 'app.yaml'), { parameters, pseudo })
}

const property = (value: string): unknown => resolveWith(value).resources['X']?.properties['P']

describe('resolveTemplate', () => {
  test.each([
    ['!Ref Env', 'dev'],
    ['!Ref AWS::AccountId', '111111111111'],
    ['!Ref AWS::Partition', 'aws'],
    ['!Ref Zones', ['a', 'b']],
    ['!Ref Table', 'shop-dev-t'],
    ['!Sub "arn:${AWS::Partition}:x:${Env}:${!Env}"', 'arn:aws:x:dev:${Env}'],
    ['!Sub ["${a}-${Env}", { a: !Ref Table }]', 'shop-dev-t-dev'],
    ['!Join ["-", [a, !Ref Env, 3]]', 'a-dev-3'],
    ['!Join [":", !Ref Zones]', 'a:b'],
    ['!Select [1, !Split ["/", "a/b/c"]]', 'b'],
    ['!Select ["0", !Ref Zones]', 'a'],
    ['!FindInMap [Sizes, !Ref Env, memory]', 128],
    ['!FindInMap [Sizes, other, memory, { DefaultValue: 1 }]', 1],
    ['!If [IsDev, small, large]', 'small'],
    ['!If [Neither, small, large]', 'large'],
    ['!Base64 hi', 'aGk='],
    ['{ "Fn::Length": !Ref Zones }', 2],
    ['{ "Fn::ToJsonString": { a: !Ref Env } }', '{"a":"dev"}'],
    ['[1, !Ref "AWS::NoValue", 2]', [1, 2]],
    ['{ a: !If [IsProd, 1, !Ref "AWS::NoValue"], b: 2 }', { b: 2 }],
  ])('resolves %s', (value, expected) => {
    expect(property(value)).toEqual(expected)
  })

  test.each([
    ['!Ref Open', 'parameter Open'],
    ['!Ref Image', 'SSM parameter /x'],
    ['!Ref Queue', 'physical id of Queue'],
    ['!Ref Self', 'physical id of Self'],
    ['!GetAtt Table.Arn', 'Table.Arn'],
    ['!Sub "x-${Table.Arn}"', 'Table.Arn'],
    ['!Join ["-", [a, !Ref Queue]]', 'physical id of Queue'],
    ['!ImportValue x', 'Fn::ImportValue'],
    ['!If [IsOpen, a, b]', 'parameter Open'],
    ['!If [Circle, a, b]', 'Circle'],
    ['!Select [7, !Ref Zones]', 'item'],
    ['!FindInMap [Sizes, other, memory]', 'Sizes.other.memory'],
    ['{ "Fn::ToJsonString": { a: !Ref Queue } }', 'physical id of Queue'],
  ])('marks %s as unknown and says why', (value, why) => {
    const resolved = property(value)
    expect(isUnknown(resolved)).toBe(true)
    expect(resolved).toMatchObject({ why: expect.stringContaining(why) })
  })

  test('leaves out resources whose condition is false, and keeps those that nobody can judge', () => {
    const ids = Object.keys(resolveWith('x').resources)
    expect(ids).not.toContain('OnlyProd')
    expect(ids).toContain('Perhaps')
    expect(Object.keys(resolveWith('x', { Env: 'prod', Open: 'no' }).resources)).toContain('OnlyProd')
    expect(Object.keys(resolveWith('x', { Env: 'prod', Open: 'no' }).resources)).not.toContain('Perhaps')
  })

  test('decides And and Or by one side where that is enough', () => {
    const { conditions } = resolveWith('x')
    expect(conditions).toMatchObject({ IsDev: true, Neither: false, Either: true })
    expect(isUnknown(conditions['Both'])).toBe(true)
  })
})
