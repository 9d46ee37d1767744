import { describe, expect, test } from 'vitest'
import { parseTemplate } from '../parse.ts'
import { resolveTemplate } from '../resolve.ts'
import { openSchemas } from '../schema/schema-book.ts'
import type { ValidationSetting } from './rule.ts'
import { schemaRules } from './schema-rules.ts'

const schemas = openSchemas()

/** What the rules say of a template, as `line:column severity rule: message -> fix`, in the order of the file. */
function said(text: string, setting: ValidationSetting = {}): readonly string[] {
  const template = parseTemplate(text, 'app.yaml')
  const resolved = resolveTemplate(template, { parameters: setting.given ?? {}, pseudo: {} })
  const input = { template, resolved, schemas, setting }
  return schemaRules
    .flatMap((rule) =>
      [...rule.check(input)].map(({ path, message, fix, severity = rule.severity }) => {
        const { line = 0, column = 0 } = template.place(path)
        return { line, text: `${line}:${column} ${severity} ${rule.id.slice(9)}: ${message} -> ${fix}` }
      }),
    )
    .sort((a, b) => a.line - b.line)
    .map((one) => one.text)
}

/** A template with one resource `R`, its properties from line 5, column 7 on. */
function resource(type: string, properties: string, head = ''): string {
  const lines = properties.split('\n').map((line) => `      ${line}\n`)
  return `${head === '' ? '#' : head}\nResources:\n  R:\n    Type: ${type}\n    Properties:\n${lines.join('')}`
}

const sam = 'Transform: AWS::Serverless-2016-10-31'
const fn = 'Role: arn:aws:iam::111111111111:role/r\nCode: { ZipFile: x }\nHandler: index.handler\nRuntime: nodejs22.x'
const alarm = 'ComparisonOperator: GreaterThanThreshold\nEvaluationPeriods: 1\nMetricName: m'

describe('unknown-resource-type', () => {
  test.each([
    ['AWS::S3::Buckett', '4:5 error', 'write "AWS::S3::Bucket"'],
    ['AWS::Lambda::Functoin', '4:5 error', 'write "AWS::Lambda::Function"'],
    ['AWS::Lamda::Function', '4:5 error', 'write "AWS::Lambda::Function"'],
    ['AWS::S3', '4:5 error', ''],
    ['Bucket', '4:5 error', ''],
    ['AWS::Quasar::Beacon', '4:5 warning', ''],
    ['AWS::Lambda::Function2', '4:5 warning', ''],
  ])('tells that nothing publishes %s', (type, start, fix) => {
    const [first = '', ...rest] = said(resource(type, 'A: b'))
    expect(first).toContain(`${start} unknown-resource-type: `)
    expect(first).toContain(fix)
    expect(rest).toEqual([])
  })

  test.each([
    'Custom::Anything',
    'AWS::CloudFormation::CustomResource',
    'My::Own::Thing::MODULE',
    'MongoDB::Atlas::Cluster',
  ])('leaves %s to others', (type) => {
    expect(said(resource(type, 'ServiceToken: t'))).toEqual([])
  })

  test("leaves all to a macro of one's own", () => {
    expect(said(resource('AWS::S3::Buckett', 'A: b', 'Transform: Mine'))).toEqual([])
  })
})

describe('unavailable and retired types', () => {
  test('tells what a region does not offer, where the region is known', () => {
    const type = 'AWS::CloudFront::Distribution'
    const away = schemas.types().find((one) => schemas.isAvailable(one, 'eu-central-2') === false) ?? ''
    const about = (of: string, region?: string): boolean =>
      said(resource(of, 'X: y'), region === undefined ? {} : { region }).some((one) => one.includes('unavailable'))
    expect([about(away, 'eu-central-2'), about(away), about(type, 'us-east-1')]).toEqual([true, false, false])
    expect(about(away, 'nowhere-1')).toBe(false)
  })

  test('tells what AWS gives up', () => {
    const [first = ''] = said(resource('AWS::QLDB::Ledger', 'PermissionsMode: STANDARD'))
    expect(first).toContain('4:5 warning retired-resource-type: R: the service behind AWS::QLDB::Ledger is closed')
  })
})

describe('unknown-property', () => {
  test.each([
    ['AWS::S3::Bucket', 'BucketNam: b', '6:7 error', '"BucketName"'],
    ['AWS::S3::Bucket', 'bucketName: b', '6:7 error', '"BucketName"'],
    ['AWS::S3::Bucket', 'VersioningConfiguration:\n  Staus: Enabled', '7:9 error', '"Status"'],
    ['AWS::S3::Bucket', 'Tags:\n  - Key: a\n    Valeu: b', '8:11 error', '"Value"'],
    ['AWS::S3::Bucket', 'Quasar: b', '6:7 warning', ''],
    ['AWS::S3::Bucket', 'BucketName2: b', '6:7 warning', '"BucketName"'],
    ['AWS::SQS::Queue', 'Fn::If: [Known, { QueueNam: q }, !Ref AWS::NoValue]', '6:25 error', '"QueueName"'],
  ])('tells what %s does not have: %s', (type, properties, start, fix) => {
    const found = said(resource(type, properties)).filter((one) => one.includes('unknown-property'))
    expect(found).toHaveLength(1)
    expect(found[0]).toContain(`${start} unknown-property: `)
    expect(found[0]).toContain(fix)
  })

  test.each([
    ['names that the author chooses', 'AWS::Lambda::Function', `${fn}\nEnvironment: { Variables: { ANY_NAME: x } }`],
    [
      'what a loop or an include may bring',
      'AWS::SQS::Queue',
      'Fn::Transform: { Name: AWS::Include, Parameters: { Location: s3://b/k } }\nQueueNam: x',
    ],
    ['policies', 'AWS::SQS::QueuePolicy', 'Queues: [q]\nPolicyDocument: { Anything: true }'],
  ])('leaves %s', (_, type, properties) => {
    expect(said(resource(type, properties))).toEqual([])
  })
})

describe('missing-property', () => {
  test.each([
    ['AWS::Lambda::Function', 'Handler: x', ['"Code"', '"Role"'], '5:5'],
    ['AWS::S3::Bucket', 'Tags:\n  - Key: a', ['"Value"'], '7:11'],
    ['AWS::S3::Bucket', 'VersioningConfiguration: {}', ['"Status"'], '6:7'],
    [
      'AWS::Logs::SubscriptionFilter',
      'DestinationArn: !Ref AWS::NoValue\nFilterPattern: ""\nLogGroupName: g',
      ['"DestinationArn"'],
      '5:5',
    ],
    ['AWS::Serverless::Api', 'Name: a', ['"StageName"'], '5:5'],
    ['Custom::Thing', 'Any: a', ['"ServiceToken"'], '5:5'],
    ['AWS::CloudFormation::CustomResource', 'Id: a', ['"ServiceToken"'], '5:5'],
  ])('tells what %s needs beside %s', (type, properties, names, start) => {
    const found = said(resource(type, properties, type.includes('Serverless') ? sam : ''))
    expect(found).toHaveLength(names.length)
    for (const [index, name] of names.entries()) {
      expect(found[index]).toContain(`${start} error missing-property: `)
      expect(found[index]).toContain(`needs the property ${name}`)
    }
  })

  test('points to the resource where it has no properties', () => {
    expect(said('Resources:\n  R:\n    Type: AWS::SQS::QueuePolicy\n')).toEqual([
      '2:3 error missing-property: R: AWS::SQS::QueuePolicy needs the property "PolicyDocument" -> add "PolicyDocument: …"',
      '2:3 error missing-property: R: AWS::SQS::QueuePolicy needs the property "Queues" -> add "Queues: …"',
    ])
  })

  test.each([
    [
      'a property that one side of a condition gives',
      'AWS::S3::BucketPolicy',
      'Bucket: !If [Some, b, !Ref AWS::NoValue]\nPolicyDocument: {}',
      '',
    ],
    [
      'what the Globals give',
      'AWS::Serverless::CapacityProvider',
      'CapacityProviderName: c',
      `${sam}\nGlobals: { CapacityProvider: { VpcConfig: { SubnetIds: [subnet-1] } } }`,
    ],
  ])('counts %s', (_, type, properties, head) => {
    expect(said(resource(type, properties, head))).toEqual([])
  })
})

describe('wrong-type', () => {
  test.each([
    ['AWS::S3::Bucket', 'Tags: { a: b }', '6:7', 'must be a list, not a mapping'],
    ['AWS::S3::Bucket', 'VersioningConfiguration: Enabled', '6:7', 'must be a mapping, not "Enabled"'],
    ['AWS::S3::Bucket', 'BucketName: [a]', '6:7', 'must be a text, not a list'],
    ['AWS::SQS::Queue', 'DelaySeconds: soon', '6:7', 'must be a whole number, not "soon"'],
    ['AWS::SQS::Queue', 'DelaySeconds: 1.5', '6:7', 'must be a whole number, not 1.5'],
    ['AWS::SQS::Queue', 'FifoQueue: 1', '6:7', 'must be true or false, not 1'],
    ['AWS::SQS::Queue', 'FifoQueue: maybe', '6:7', 'must be true or false, not "maybe"'],
    ['AWS::SQS::Queue', 'QueueName:', '6:7', 'has no value'],
    ['AWS::SQS::Queue', 'DelaySeconds: !If [Some, 1, often]', '6:35', 'not "often"'],
    ['AWS::Lambda::Function', `${fn}\nLayers: !Sub "\${AWS::Region}"`, '10:7', 'must be a list; Fn::Sub gives a text'],
    [
      'AWS::Lambda::Function',
      `${fn}\nDescription: !Split [",", "a,b"]`,
      '10:7',
      'must be a text; Fn::Split gives a list',
    ],
    ['AWS::Lambda::Function', `${fn}\nLayers: !GetAtt R.Arn`, '10:7', 'Fn::GetAtt gives a text'],
    ['AWS::Serverless::Function', 'Events: []', '6:7', 'must be a mapping, not a list'],
  ])('tells what %s cannot take: %s', (type, properties, place, message) => {
    const [first = '', ...rest] = said(resource(type, properties, type.includes('Serverless') ? sam : ''))
    expect(first).toContain(`${place} error wrong-type: R: `)
    expect(first).toContain(message)
    expect(rest).toEqual([])
  })

  test.each([
    ['numbers written as text', 'AWS::SQS::Queue', 'DelaySeconds: "5"'],
    ['truth values written as text', 'AWS::SQS::Queue', 'FifoQueue: "true"'],
    [
      'numbers and truth values for text',
      'AWS::Lambda::Function',
      `${fn}\nEnvironment: { Variables: { AGE: 5, OLD: true } }`,
    ],
    ['what nobody knows', 'AWS::SQS::Queue', 'DelaySeconds: !ImportValue delay'],
    ['a dynamic reference', 'AWS::SQS::Queue', 'DelaySeconds: "{{resolve:ssm:delay}}"'],
    ['a policy as text', 'AWS::SQS::QueuePolicy', "Queues: [q]\nPolicyDocument: '{}'"],
    ['a path that is to be packaged', 'AWS::Lambda::Function', fn.replace('{ ZipFile: x }', './src')],
  ])('takes %s', (_, type, properties) => {
    expect(said(resource(type, properties))).toEqual([])
  })

  test('judges what a parameter gives, and warns only where that is its default', () => {
    const text = resource(
      'AWS::SQS::Queue',
      'DelaySeconds: !Ref P',
      'Parameters: { P: { Type: String, Default: soon } }',
    )
    expect(said(text)[0]).toContain('6:7 warning wrong-type')
    expect(said(text, { given: { P: 'later' } })[0]).toContain('6:7 error wrong-type')
    expect(said(text, { given: { P: '5' } })).toEqual([])
    expect(said(resource('AWS::SQS::Queue', 'Tags: !Ref P', 'Parameters: { P: { Type: String } }'))[0]).toContain(
      'Ref gives a text',
    )
    expect(
      said(resource('AWS::SQS::Queue', 'QueueName: !Ref P', 'Parameters: { P: { Type: CommaDelimitedList } }'))[0],
    ).toContain('Ref gives a list')
  })

  test('warns only where the condition leaves a side or a resource out', () => {
    const head = 'Parameters: { P: { Type: String, Default: a } }\nConditions: { IsB: !Equals [!Ref P, b] }'
    expect(said(resource('AWS::SQS::Queue', 'DelaySeconds: !If [IsB, soon, 5]', head))[0]).toContain(
      ' warning wrong-type',
    )
    expect(said(resource('AWS::SQS::Queue', 'DelaySeconds: !If [IsB, 5, soon]', head))[0]).toContain(
      ' error wrong-type',
    )
    const off = resource('AWS::SQS::Queue', 'DelaySeconds: soon', head).replace(
      '    Type',
      '    Condition: IsB\n    Type',
    )
    expect(said(off)[0]).toContain(' warning wrong-type')
  })
})

describe('unknown-value', () => {
  test.each([
    ['AWS::S3::Bucket', 'VersioningConfiguration: { Status: enabled }', '6:34 error', 'write "Enabled"'],
    ['AWS::Logs::LogGroup', 'RetentionInDays: 31', '6:7 error', '30'],
    ['AWS::Logs::LogGroup', 'LogGroupClass: STANDART', '6:7 error', '"STANDARD"'],
    ['AWS::Lambda::Function', fn.replace('nodejs22.x', 'nodejs99.x'), '9:7 warning', 'nodejs'],
    ['AWS::Lambda::Function', fn.replace('nodejs22.x', 'NodeJS22.x'), '9:7 error', 'write "nodejs22.x"'],
    ['AWS::Lambda::Function', `${fn}\nArchitectures: [arm]`, '10:23 error', 'arm64'],
    ['AWS::Serverless::Function', 'Events: { E: { Type: Cron, Properties: {} } }', '6:22 error', 'Schedule'],
  ])('tells what %s does not know: %s', (type, properties, start, fix) => {
    const [first = '', ...rest] = said(resource(type, properties, type.includes('Serverless') ? sam : ''))
    expect(first).toContain(`${start} unknown-value: `)
    expect(first).toContain(fix)
    expect(rest).toEqual([])
  })
})

describe('value-pattern, text-length, number-range, list-length, list-item-twice', () => {
  test.each([
    ['value-pattern', 'AWS::Lambda::Function', fn.replace('arn:aws:iam', 'iam'), '6:7'],
    ['value-pattern', 'AWS::IAM::Role', 'RoleName: a b\nAssumeRolePolicyDocument: {}', '6:7'],
    ['value-pattern', 'AWS::Lambda::Permission', 'Action: invoke\nFunctionName: f\nPrincipal: p', '6:7'],
    ['value-pattern', 'AWS::Lambda::Alias', 'FunctionName: f\nFunctionVersion: v1\nName: live', '7:7'],
    ['value-pattern', 'AWS::Lambda::Function', `${fn}\nVpcConfig: { SubnetIds: [net-1] }`, '10:32'],
    ['text-length', 'AWS::Lambda::Function', `${fn}\nDescription: ${'x'.repeat(257)}`, '10:7'],
    ['text-length', 'AWS::IAM::Role', `RoleName: ${'x'.repeat(65)}\nAssumeRolePolicyDocument: {}`, '6:7'],
    ['text-length', 'AWS::ECR::Repository', 'RepositoryName: ""', '6:7'],
    ['text-length', 'AWS::KMS::Alias', 'AliasName: ""\nTargetKeyId: k', '6:7'],
    ['text-length', 'AWS::S3::Bucket', `Tags: [{ Key: ${'k'.repeat(129)}, Value: v }]`, '6:16'],
    ['number-range', 'AWS::Lambda::Function', `${fn}\nMemorySize: 64`, '10:7'],
    ['number-range', 'AWS::Lambda::Function', `${fn}\nTimeout: 0`, '10:7'],
    ['number-range', 'AWS::Lambda::EventSourceMapping', 'FunctionName: f\nBatchSize: 10001', '7:7'],
    ['number-range', 'AWS::Lambda::Function', `${fn}\nEphemeralStorage: { Size: "100" }`, '10:27'],
    ['number-range', 'AWS::EC2::SecurityGroup', 'GroupDescription: d', ''],
    ['list-length', 'AWS::IAM::InstanceProfile', 'Roles: [a, b]', '6:7'],
    ['list-length', 'AWS::SQS::QueuePolicy', 'Queues: []\nPolicyDocument: {}', ''],
    ['list-length', 'AWS::Lambda::Function', `${fn}\nArchitectures: [arm64, x86_64]`, '10:7'],
    ['list-length', 'AWS::Lambda::Function', `${fn}\nArchitectures: []`, '10:7'],
    [
      'list-length',
      'AWS::Lambda::Function',
      `${fn}\nFileSystemConfigs: [{ Arn: !ImportValue a, LocalMountPath: /mnt/a }, { Arn: !ImportValue b, LocalMountPath: /mnt/b }]`,
      '10:7',
    ],
    ['list-item-twice', 'AWS::IAM::Group', 'ManagedPolicyArns: [!Ref AWS::Region, !Ref AWS::Region]', '6:50'],
    [
      'list-item-twice',
      'AWS::IAM::Group',
      'ManagedPolicyArns:\n  - arn:aws:iam::aws:policy/AdministratorAccess\n  - arn:aws:iam::aws:policy/AdministratorAccess',
      '8:11',
    ],
    ['list-item-twice', 'AWS::CloudWatch::Alarm', `${alarm}\nAlarmActions: [a, b]`, ''],
  ])('%s, %s: %s', (rule, type, properties, place) => {
    const found = said(resource(type, properties)).filter((one) => one.includes(` ${rule}: `))
    expect(found.map((one) => one.split(' ')[0])).toEqual(place === '' ? [] : [place])
  })

  test('counts items that conditions may leave out neither as too many nor as missing', () => {
    const some = '!If [Some, a, !Ref AWS::NoValue]'
    expect(said(resource('AWS::IAM::InstanceProfile', `Roles: [a, ${some}]`))).toEqual([])
  })

  test('says nothing of a parameter that is empty by default', () => {
    const head = 'Parameters: { P: { Type: String, Default: "" } }'
    expect(said(resource('AWS::KMS::Alias', 'AliasName: !Ref P\nTargetKeyId: k', head))).toEqual([])
  })
})

describe('read-only, deprecated and combined properties', () => {
  test.each([
    ['AWS::S3::Bucket', 'Arn: a', '6:7 error read-only-property'],
    ['AWS::SQS::Queue', 'QueueUrl: u', '6:7 error read-only-property'],
    [
      'AWS::DynamoDB::Table',
      'KeySchema: [{ AttributeName: a, KeyType: HASH }]\nStreamArn: a',
      '7:7 error read-only-property',
    ],
    ['AWS::KMS::Key', 'KeyId: k', '6:7 error read-only-property'],
    ['AWS::SNS::Topic', 'TopicArn: t', '6:7 error read-only-property'],
    ['AWS::Synthetics::Canary', 'DeleteLambdaResourcesOnCanaryDeletion: true', '6:7 warning deprecated-property'],
    ['AWS::Events::Rule', 'Name: r', '5:5 error property-combination'],
    ['AWS::EC2::VPC', 'CidrBlock: 10.0.0.0/16\nIpv4IpamPoolId: p', '7:7 error property-combination'],
    ['AWS::EC2::VPC', 'EnableDnsSupport: true', '5:5 error property-combination'],
    ['AWS::CloudWatch::Alarm', `${alarm}\nMetrics: [{ Id: a }]`, 'error property-combination'],
    ['AWS::IAM::Policy', 'PolicyName: p\nPolicyDocument: {}', '5:5 error property-combination'],
    [
      'AWS::EC2::SecurityGroup',
      'GroupDescription: d\nSecurityGroupEgress: [{ IpProtocol: "-1", CidrIp: 0.0.0.0/0 }]',
      '7:7 error property-combination',
    ],
  ])('judges %s with %s', (type, properties, expected) => {
    expect(said(resource(type, properties)).some((one) => one.includes(expected))).toBe(true)
  })

  test('leaves to conditions what they decide', () => {
    const either =
      'CidrBlock: !If [Some, 10.0.0.0/16, !Ref AWS::NoValue]\nIpv4IpamPoolId: !If [Some, !Ref AWS::NoValue, p]'
    expect(said(resource('AWS::EC2::VPC', `${either}\nIpv4NetmaskLength: 16`))).toEqual([])
  })
})

describe('unknown-resource-attribute', () => {
  const outputs = (value: string): string =>
    `${resource('AWS::S3::Bucket', 'BucketName: files')}Outputs:\n  O:\n    Value: ${value}\n`

  test.each([
    ['!GetAtt R.Arm', 'write "Arn"'],
    ['!GetAtt R.BucketName', ''],
    ['!Sub "${R.Name}"', ''],
    ['!Join ["", [!GetAtt R.DomainNam]]', 'write "DomainName"'],
    ['!Sub ["${X}", { X: !GetAtt R.Url }]', ''],
  ])('tells what a bucket does not have: %s', (value, fix) => {
    const found = said(outputs(value))
    expect(found).toHaveLength(1)
    expect(found[0]).toMatch(/^9:\d+ error unknown-resource-attribute: R: AWS::S3::Bucket has no attribute/)
    expect(found[0]).toContain(fix)
  })

  test.each([
    ['AWS::S3::Bucket', 'BucketName: files', '!GetAtt R.Arn', ''],
    ['AWS::S3::Bucket', 'BucketName: files', '!Sub "${!R.Name} ${R.Arn}"', ''],
    ['AWS::RDS::DBInstance', 'DBInstanceClass: db.t4g.micro', '!GetAtt R.Endpoint.Address', ''],
    ['AWS::SNS::Topic', 'TopicName: t', '!GetAtt R.TopicName', ''],
    ['AWS::CloudFormation::Stack', 'TemplateURL: https://a/b.yaml', '!GetAtt R.Outputs.Anything', ''],
    ['AWS::CloudFormation::CustomResource', 'ServiceToken: t', '!GetAtt R.Anything', ''],
    ['Custom::Mine', 'ServiceToken: t', '!GetAtt R.Any.Thing', ''],
    ['AWS::Serverless::Function', 'Handler: x', '!GetAtt R.Arn', sam],
    ['AWS::Serverless::Function', 'AutoPublishAlias: live', '!Sub "${R.Alias}"', sam],
    ['AWS::Serverless::SimpleTable', 'TableName: t', '!GetAtt R.StreamArn', sam],
  ])('knows those of %s: %s, %s', (type, properties, value, head) => {
    expect(said(`${resource(type, properties, head)}Outputs:\n  O:\n    Value: ${value}\n`)).toEqual([])
  })
})

describe('AWS SAM', () => {
  test('judges the section Globals', () => {
    const text = resource(
      'AWS::Serverless::Function',
      'Handler: x',
      `${sam}\nGlobals:\n  Function:\n    Timeot: 5\n    MemorySize: 128`,
    )
    expect(said(text)).toEqual([
      expect.stringContaining('4:5 error unknown-property: Globals: "Function" has no property "Timeot"'),
    ])
  })

  test('says what is wrong in the kind of event that is meant', () => {
    const event = 'Events: { E: { Type: Api, Properties: { Path: /, Methd: get } } }'
    expect(said(resource('AWS::Serverless::Function', event, sam)).map((one) => one.split(': ')[0])).toEqual([
      '6:56 warning unknown-property',
      '6:33 error missing-property',
    ])
  })
})
