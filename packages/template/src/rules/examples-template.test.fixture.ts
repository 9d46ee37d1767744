import type { Example } from './examples.test.fixture.ts'

const bucket = 'Resources: { B: { Type: AWS::S3::Bucket, DeletionPolicy: Retain, UpdateReplacePolicy: Retain } }\n'
const queue = 'Resources: { Q: { Type: AWS::SQS::Queue } }\n'

/** Faults of what CloudFormation itself judges; `# !` marks the line. */
export const templateExamples: readonly Example[] = [
  {
    rule: 'template/unseen-part',
    good: queue,
    bad: `Transform: [Mine] # !\n${queue}`,
  },
  {
    rule: 'template/unseen-part',
    good: queue,
    bad: 'Resources:\n  Q:\n    Type: AWS::SQS::Queue\n    Properties:\n      Fn::Transform: { Name: AWS::Include, Parameters: { Location: nowhere.yaml } } # !\n',
    setting: { readFile: () => undefined },
  },
  { rule: 'template/unknown-section', good: bucket, bad: `${bucket}Parameter: {} # !\n` },
  { rule: 'template/unknown-section', good: bucket, bad: `${bucket}Globals: {} # !\n` },
  {
    rule: 'template/unknown-section',
    good: `AWSTemplateFormatVersion: "2010-09-09"\n${bucket}`,
    bad: `AWSTemplateFormatVersion: "2010-09-10" # !\n${bucket}`,
  },
  { rule: 'template/unknown-section', good: bucket, bad: `Description: [a] # !\n${bucket}` },
  {
    rule: 'template/unknown-attribute',
    good: 'Resources:\n  Q:\n    Type: AWS::SQS::Queue\n    Properties: { QueueName: q }\n',
    bad: 'Resources:\n  Q:\n    Type: AWS::SQS::Queue\n    QueueName: q # !\n',
  },
  {
    rule: 'template/unknown-attribute',
    good: `${queue}Outputs:\n  O:\n    Value: x\n`,
    bad: `${queue}Outputs:\n  O:\n    Value: x\n    Exports: { Name: y } # !\n`,
  },
  {
    rule: 'template/attribute-value',
    good: 'Resources:\n  Q:\n    Type: AWS::SQS::Queue\n    DeletionPolicy: Retain\n',
    bad: 'Resources:\n  Q:\n    Type: AWS::SQS::Queue\n    DeletionPolicy: Keep # !\n',
  },
  {
    rule: 'template/attribute-value',
    good: 'Resources:\n  Q:\n    Type: AWS::SQS::Queue\n',
    bad: 'Resources:\n  Q:\n    Type: AWS::SQS::Queue\n    UpdateReplacePolicy: Snapshot # !\n',
  },
  { rule: 'template/attribute-value', good: queue, bad: 'Resources:\n  Q:\n    Type: SQS # !\n' },
  {
    rule: 'template/missing-transform',
    good: 'Transform: AWS::Serverless-2016-10-31\nResources:\n  T:\n    Type: AWS::Serverless::SimpleTable\n',
    bad: 'Resources:\n  T:\n    Type: AWS::Serverless::SimpleTable # !\n',
  },
  {
    rule: 'template/missing-transform',
    good: `Transform: AWS::LanguageExtensions\n${queue}Outputs:\n  O:\n    Value:\n      Fn::ToJsonString: { a: 1 }\n`,
    bad: `${queue}Outputs:\n  O:\n    Value:\n      Fn::ToJsonString: { a: 1 } # !\n`,
  },
  ...(
    [
      ['!Join [",", [a, b]]', '!Join [[a, b]]'],
      ['!Select [0, [a]]', '!Select [1, [a]]'],
      ['!If [C, a, b]', '!If [C, a]'],
      ['!Split [",", a]', '!Split [a]'],
      ['!Sub "${Q}"', '!Sub [1, 2, 3]'],
      ['!GetAtt Q.Arn', '!GetAtt Q'],
      ['!Cidr ["10.0.0.0/16", 2, 8]', '!Cidr ["10.0.0.0/16", 257, 8]'],
      ['{ Ref: Q }', '{ "Fn::Jion": [",", [a]] }'],
      ['{ "Fn::Sub": a }', '{ "Fn::Sub": a, other: b }'],
      ['!ImportValue a', '{ "Fn::ImportValue": [a] }'],
      ['!Base64 a', '{ "Fn::Base64": [a] }'],
      ['!FindInMap [M, a, b]', '!FindInMap [M, a]'],
      ['!Ref Q', '!Ref { a: b }'],
      ['a', '{ "Fn::Contains": [[a], a] }'],
    ] as const
  ).map(([good, bad]): Example => {
    const around = (value: string): string =>
      `Conditions: { C: !Equals [a, b] }\nMappings: { M: { a: { b: c } } }\n${queue}Outputs:\n  O:\n    Value: ${value}\n`
    return { rule: 'template/function-form', good: around(good), bad: around(bad).replace(/\n$/, ' # !\n') }
  }),
  {
    rule: 'template/function-form',
    good: `${queue}Conditions:\n  C: !Not [!Equals [a, b]]\n`,
    bad: `${queue}Conditions:\n  C: !Not [!Equals [a, b], !Equals [a, b]] # !\n`,
  },
  {
    rule: 'template/function-place',
    good: `${queue}Conditions:\n  C: !Equals [!Ref AWS::Region, a]\n`,
    bad: `${queue}Conditions:\n  C: !Equals [!Ref Q, a] # !\n`,
  },
  {
    rule: 'template/function-place',
    good: `${queue}Mappings:\n  M:\n    a: { b: c }\n`,
    bad: `${queue}Mappings:\n  M:\n    a: { b: !Ref AWS::Region } # !\n`,
  },
  {
    rule: 'template/function-place',
    good: `${queue}Outputs:\n  O: { Value: a, Export: { Name: !Ref AWS::StackName } }\n`,
    bad: `${queue}Outputs:\n  O: { Value: a, Export: { Name: !GetAtt Q.QueueName } } # !\n`,
  },
  {
    rule: 'template/function-place',
    good: `${queue}Outputs:\n  O:\n    Value: !ImportValue a\n`,
    bad: `${queue}Outputs:\n  O:\n    Value: !ImportValue { Ref: Q } # !\n`,
  },
  {
    rule: 'template/dangling-reference',
    good: `${queue}Outputs:\n  O: { Value: !Ref Q }\n`,
    bad: `${queue}Outputs:\n  O: { Value: !Ref R } # !\n`,
  },
  {
    rule: 'template/dangling-reference',
    good: 'Transform: AWS::Serverless-2016-10-31\nResources:\n  F: { Type: AWS::Serverless::Function }\nOutputs:\n  O: { Value: !GetAtt FRole.Arn }\n',
    bad: 'Transform: AWS::Serverless-2016-10-31\nResources:\n  F: { Type: AWS::Serverless::Function }\nOutputs:\n  O: { Value: !GetAtt GRole.Arn } # !\n',
  },
  ...['[N, a, b]', '[M, x, b]', '[M, a, x]'].map((bad): Example => {
    const around = (value: string): string =>
      `${queue}Mappings: { M: { a: { b: c } } }\nOutputs:\n  O: { Value: !FindInMap ${value} }`
    return { rule: 'template/mapping-key', good: `${around('[M, a, b]')}\n`, bad: `${around(bad)} # !\n` }
  }),
  {
    rule: 'template/dependency-loop',
    good: 'Resources:\n  A: { Type: AWS::SQS::Queue, DependsOn: B }\n  B: { Type: AWS::SQS::Queue }\n',
    bad: 'Resources:\n  A: { Type: AWS::SQS::Queue, DependsOn: B } # !\n  B: { Type: AWS::SQS::Queue, DependsOn: C }\n  C: { Type: AWS::SQS::Queue, DependsOn: A }\n',
  },
  {
    rule: 'template/dependency-loop',
    good: queue,
    bad: 'Resources:\n  Q:\n    Type: AWS::SQS::Queue\n    Properties: { QueueName: !GetAtt Q.Arn } # !\n',
  },
  {
    rule: 'template/condition-loop',
    good: `${queue}Conditions:\n  A: !Not [!Condition B]\n  B: !Equals [a, b]\n`,
    bad: `${queue}Conditions:\n  A: !Not [!Condition B] # !\n  B: !Not [!Condition A]\n`,
  },
  {
    rule: 'template/absent-resource',
    good: `Conditions: { C: !Equals [a, a] }\nResources: { Q: { Type: AWS::SQS::Queue, Condition: C } }\nOutputs:\n  O: { Value: !Ref Q }\n`,
    bad: `Conditions: { C: !Equals [a, b] }\nResources: { Q: { Type: AWS::SQS::Queue, Condition: C } }\nOutputs:\n  O: { Value: !Ref Q } # !\n`,
  },
  ...(
    [
      ['Type: String', 'Type: Text'],
      ['Type: String', 'Type: String\n    Defualt: a'],
      ['Type: String\n    AllowedValues: [a]', 'Type: String\n    AllowedValues: a'],
      ['Type: String\n    AllowedPattern: "[a]"', 'Type: String\n    AllowedPattern: "[a"'],
      ['Type: Number\n    MinValue: 1\n    MaxValue: 2', 'Type: Number\n    MaxValue: 2\n    MinValue: 3'],
      ['Type: CommaDelimitedList\n    Default: "a,b"', 'Type: CommaDelimitedList\n    Default: [a, b]'],
    ] as const
  ).map(([good, bad]): Example => parameter('template/parameter-form', good, bad)),
  ...(
    [
      ['Type: Number\n    Default: 1', 'Type: Number\n    Default: one'],
      ['Type: String\n    AllowedValues: [a]\n    Default: a', 'Type: String\n    AllowedValues: [a]\n    Default: b'],
      [
        'Type: String\n    AllowedPattern: a+\n    Default: aa',
        'Type: String\n    AllowedPattern: a+\n    Default: ab',
      ],
      ['Type: Number\n    MinValue: 1\n    Default: 1', 'Type: Number\n    MinValue: 1\n    Default: 0'],
      ['Type: String\n    MaxLength: 2\n    Default: ab', 'Type: String\n    MaxLength: 2\n    Default: abc'],
      ['Type: List<Number>\n    Default: "1, 2"', 'Type: List<Number>\n    Default: "1, b"'],
      ['Type: AWS::EC2::VPC::Id\n    Default: vpc-0123456789abcdef0', 'Type: AWS::EC2::VPC::Id\n    Default: subnet-1'],
    ] as const
  ).map(([good, bad]): Example => parameter('template/parameter-default', good, bad)),
  ...(
    [
      [{ P: 'a' }, {}],
      [{ P: 'a' }, { P: 'b' }],
    ] as const
  ).map(([good, given]): Example => {
    const text = `${queue}Parameters:\n  P: { Type: String, AllowedValues: [a] }`
    return {
      rule: 'template/parameter-value',
      good: `${text}\n`,
      bad: `${text} # !\n`,
      goodSetting: { given: good },
      setting: { given },
    }
  }),
  {
    rule: 'template/parameter-value',
    ...{
      good: `${queue}Parameters:\n  P: { Type: String }\n`,
      bad: `${queue}Parameters: # !\n  P: { Type: String }\n`,
    },
    ...{ goodSetting: { given: {}, pending: ['P'] }, setting: { given: { P: 'a', R: 'b' } } },
  },
  {
    rule: 'template/failed-assertion',
    good: assertion('!Equals [!Ref P, a]'),
    bad: assertion('!Equals [!Ref P, b]').replace('- Assert', '- Assert').replace(/\n$/, ' # !\n'),
    ...{ goodSetting: { given: {} }, setting: { given: {} } },
  },
  {
    rule: 'template/failed-assertion',
    good: assertion('!Contains [[a, b], !Ref P]'),
    bad: assertion('!Not [!Contains [[a, b], !Ref P]]').replace(/\n$/, ' # !\n'),
    ...{ goodSetting: { given: {} }, setting: { given: {} } },
  },
  {
    rule: 'template/output-value',
    good: `${queue}Outputs:\n  O:\n    Value: a\n`,
    bad: `${queue}Outputs:\n  O:\n    Value: [a] # !\n`,
  },
  {
    rule: 'template/output-value',
    good: `${queue}Outputs:\n  O:\n    Value: a\n    Export: { Name: a }\n`,
    bad: `${queue}Outputs:\n  O:\n    Value: a\n    Export: a # !\n`,
  },
  {
    rule: 'template/duplicate-export',
    good: `${queue}Outputs:\n  O: { Value: a, Export: { Name: a } }\n  P: { Value: a, Export: { Name: b } }\n`,
    bad: `${queue}Outputs:\n  O: { Value: a, Export: { Name: a } }\n  P: { Value: a, Export: { Name: a } } # !\n`,
  },
  {
    rule: 'template/duplicate-export',
    good: `${queue}Outputs:\n  O: { Value: a, Export: { Name: a } }\n`,
    bad: `${queue}Outputs:\n  O: { Value: a, Export: { Name: a } } # !\n`,
    setting: { others: [{ name: 'other', exports: ['a'], imports: [], isOpen: false }] },
  },
  {
    rule: 'template/unexported-import',
    good: `${queue}Outputs:\n  O: { Value: !ImportValue a }\n`,
    bad: `${queue}Outputs:\n  O: { Value: !ImportValue b } # !\n`,
    goodSetting: { others: [{ name: 'other', exports: ['a'], imports: [], isOpen: false }] },
    setting: { others: [{ name: 'other', exports: ['a'], imports: [], isOpen: false }] },
  },
  {
    rule: 'template/missing-capability',
    ...{ good: role(''), bad: role(' # !') },
    ...{ goodSetting: { capabilities: ['CAPABILITY_IAM'] }, setting: { capabilities: [] } },
  },
  { rule: 'template/count-limit', good: many(500, ''), bad: many(501, ' # !') },
  {
    rule: 'template/size-limit',
    good: queue,
    bad: queue.replace('\n', ' # !\n'),
    goodSetting: { bytes: 51_200 },
    setting: { bytes: 1_048_577 },
  },
  {
    rule: 'template/name-limit',
    good: `${queue}Outputs:\n  O: { Value: a }\n`,
    bad: `${queue}Outputs:\n  my-output: { Value: a } # !\n`,
  },
  {
    rule: 'template/name-limit',
    good: `Description: ${'a'.repeat(1024)}\n${queue}`,
    bad: `Description: ${'a'.repeat(1025)} # !\n${queue}`,
  },
]

/** A parameter whose last written line is the faulty one. */
function parameter(rule: Example['rule'], good: string, bad: string): Example {
  const around = (text: string): string => `${queue}Parameters:\n  P:\n    ${text}`
  return { rule, good: `${around(good)}\n`, bad: `${around(bad)} # !\n` }
}

function assertion(assert: string): string {
  return `${queue}Parameters: { P: { Type: String, Default: a } }\nRules:\n  R:\n    Assertions:\n      - Assert: ${assert}\n`
}

function role(mark: string): string {
  return `Resources:\n  R:${mark}\n    Type: AWS::IAM::Role\n    Properties: { AssumeRolePolicyDocument: {} }\n`
}

function many(count: number, mark: string): string {
  const all = Array.from({ length: count }, (_, index) => `  Q${index}: { Type: AWS::SQS::Queue }`)
  return `Resources:${mark}\n${all.join('\n')}\n`
}
