import { openSchemas, type TemplateMap, type TemplatePath, type TemplateValue } from '@project-utils/template'
import { at, type Fault, misspelt, put, rename, sites, spots } from '../fault.ts'

const schemas = openSchemas()

let types: readonly string[] | undefined

/** Five types that a region lacks; looked for once. */
function elsewhere(): readonly string[] {
  types ??= schemas
    .types()
    .filter(
      (type) => schemas.isAvailable(type, 'eu-north-1') === false && schemas.isAvailable(type, 'us-east-1') === true,
    )
    .slice(0, 5)
  return types
}

/** Values of properties that are written plainly, at any depth. */
function* plain(template: {
  readonly value: TemplateMap
}): Generator<{ readonly path: TemplatePath; readonly value: TemplateValue; readonly type: string }> {
  for (const { path, type } of sites(template))
    for (const spot of spots(template, [...path, 'Properties']))
      if (
        spot.path.length > 3 &&
        !spot.path.some((step) =>
          /^Fn::|^Ref$|Policy|^Definition$|^Variables$|Document|^Events$|^Tags$|^Parameters$/.test(String(step)),
        )
      )
        yield { ...spot, type }
}

/** One wrong value each, for properties whose values the published schemas limit: type, path below `Properties`, values. */
function wrongAt(
  rule: string,
  what: string,
  list: readonly (readonly [string, readonly (string | number)[], ...TemplateValue[]])[],
): Fault {
  return {
    rule,
    what,
    *plant(template) {
      for (const [type, below, ...values] of list)
        for (const { path } of sites(template, type))
          for (const value of values) {
            const here = [...path, 'Properties', ...below]
            const inside = Array.isArray(value) ? value.map((_, index) => [...here, index]) : []
            yield { value: put(template, here, value), at: [here, here.slice(0, -1), ...inside] }
          }
    },
  }
}

/** What the published schemas of the resource types rule out. */
export const schema: readonly Fault[] = [
  {
    rule: 'unknown-resource-type',
    what: 'a type is misspelt',
    *plant(template) {
      for (const { path, type } of sites(template)) {
        const [vendor = '', service = '', kind = ''] = type.split('::')
        if (vendor !== 'AWS') continue
        const here = [...path, 'Type']
        yield { value: put(template, here, `${vendor}::${service}::${misspelt(kind)}`), at: [here, path] }
        yield { value: put(template, here, `${vendor}::${misspelt(service)}::${kind}`), at: [here, path] }
      }
    },
  },
  {
    rule: 'unavailable-resource-type',
    what: 'a type that the region does not have',
    *plant(template) {
      for (const [index, type] of elsewhere().entries()) {
        const path = ['Resources', `Elsewhere${index}`]
        yield {
          value: put(template, path, { Type: type }),
          at: [path, [...path, 'Type']],
          setting: { region: 'eu-north-1' },
        }
      }
    },
  },
  {
    rule: 'retired-resource-type',
    what: 'a type of a service that AWS gives up',
    *plant(template) {
      for (const type of [
        'AWS::OpsWorks::App',
        'AWS::OpsWorks::Stack',
        'AWS::QLDB::Ledger',
        'AWS::NimbleStudio::Studio',
        'AWS::IoTAnalytics::Channel',
        'AWS::Evidently::Project',
      ]) {
        const path = ['Resources', 'Given']
        yield { value: put(template, path, { Type: type }), at: [path, [...path, 'Type']] }
      }
    },
  },
  {
    rule: 'unknown-property',
    what: 'a property is misspelt, at any depth',
    *plant(template) {
      for (const { path, type } of plain(template)) {
        const name = String(path.at(-1))
        if (typeof path.at(-1) !== 'string' || !/^[A-Z]/.test(name) || type.startsWith('Custom::')) continue
        yield { value: rename(template, path, misspelt(name)), at: [[...path.slice(0, -1), misspelt(name)]] }
      }
    },
  },
  {
    rule: 'missing-property',
    what: 'a required property is gone',
    *plant(template) {
      for (const { path, type, properties } of sites(template))
        for (const name of schemas.schemaOf(type)?.required ?? [])
          if (properties[name] !== undefined)
            yield {
              value: put(template, [...path, 'Properties', name], undefined),
              at: [path, [...path, 'Properties'], [...path, 'Type']],
            }
    },
  },
  {
    rule: 'read-only-property',
    what: 'a property that only the service sets',
    *plant(template) {
      for (const [type, name] of [
        ['AWS::SQS::Queue', 'Arn'],
        ['AWS::SNS::Topic', 'TopicArn'],
        ['AWS::IAM::Role', 'RoleId'],
        ['AWS::S3::Bucket', 'Arn'],
        ['AWS::DynamoDB::Table', 'StreamArn'],
        ['AWS::KMS::Key', 'KeyId'],
        ['AWS::EC2::VPC', 'VpcId'],
      ] as const)
        for (const { path } of sites(template, type)) {
          const here = [...path, 'Properties', name]
          yield { value: put(template, here, 'arn:aws:iam::123456789012:role/x'), at: [here] }
        }
    },
  },
  {
    rule: 'deprecated-property',
    what: 'a property that its service gives up',
    *plant(template) {
      for (const { path, type, properties } of sites(template))
        for (const name of schemas.schemaOf(type)?.deprecated ?? []) {
          const steps = name.split('/')
          const here = [...path, 'Properties', ...steps]
          if (!steps.includes('*') && at(properties, steps) === undefined)
            yield { value: put(template, here, 'x'), at: [here, here.slice(0, -1)] }
        }
    },
  },
  {
    rule: 'property-combination',
    what: 'properties that exclude or need each other',
    *plant(template) {
      for (const { path, type, properties } of sites(template)) {
        const { excludes = {}, needs = {}, oneOf = [] } = schemas.schemaOf(type) ?? {}
        const own = [...path, 'Properties']
        const places = (...names: readonly string[]) => [path, own, ...names.map((name) => [...own, name])]
        const pairs = [
          ...Object.entries(excludes).flatMap(([name, others]) => others.map((other) => [name, other] as const)),
          ...oneOf.flatMap((group) =>
            oneOf.flatMap((other) => (other === group ? [] : [[group[0] ?? '', other[0] ?? ''] as const])),
          ),
        ]
        for (const [name, other] of pairs)
          if (properties[name] !== undefined && properties[other] === undefined)
            yield {
              value: put(template, [...own, other], 'arn:aws:x:us-east-1:123456789012:y'),
              at: places(name, other),
            }
        for (const [name, others] of Object.entries(needs))
          for (const other of others)
            if (properties[name] !== undefined && properties[other] !== undefined)
              yield { value: put(template, [...own, other], undefined), at: places(name, other) }
      }
    },
  },
  wrongAt('property-combination', 'two ways at once', [['AWS::EC2::Route', ['NatGatewayId'], 'nat-0123456789abcdef0']]),
  wrongAt('wrong-type', 'a value of another type', [
    ['AWS::SQS::Queue', ['VisibilityTimeout'], 'long', [30], { Seconds: 3 }],
    ['AWS::Lambda::Function', ['Timeout'], 'ten', ['10']],
    ['AWS::Lambda::Function', ['Layers'], 'arn:aws:lambda:us-east-1:123456789012:layer:a:1'],
    ['AWS::IAM::Role', ['ManagedPolicyArns'], 'arn:aws:iam::aws:policy/ReadOnlyAccess'],
    ['AWS::EC2::VPC', ['EnableDnsSupport'], 'perhaps'],
    ['AWS::S3::Bucket', ['Tags'], { project: 'x' }],
    ['AWS::DynamoDB::Table', ['KeySchema'], 'id'],
    ['AWS::CloudWatch::Alarm', ['EvaluationPeriods'], 'two'],
  ]),
  wrongAt('unknown-value', 'a word that is none of those allowed', [
    ['AWS::DynamoDB::Table', ['BillingMode'], 'ON_DEMAND'],
    ['AWS::Lambda::Function', ['Architectures'], ['arm']],
    ['AWS::S3::Bucket', ['VersioningConfiguration'], { Status: 'On' }],
    ['AWS::CloudWatch::Alarm', ['ComparisonOperator'], 'GreaterThan'],
    ['AWS::ApiGateway::Method', ['Integration', 'Type'], 'LAMBDA'],
    ['AWS::ECS::Service', ['LaunchType'], 'Fargate'],
    ['AWS::CloudFront::Distribution', ['DistributionConfig', 'HttpVersion'], 'http/2'],
    ['AWS::Logs::LogGroup', ['RetentionInDays'], 31],
    ['AWS::EFS::FileSystem', ['PerformanceMode'], 'fast'],
    ['AWS::Cognito::UserPool', ['MfaConfiguration'], 'SOMETIMES'],
  ]),
  wrongAt('value-pattern', 'a text of another form', [
    ['AWS::IAM::Role', ['Path'], 'data'],
    ['AWS::KMS::Alias', ['AliasName'], 'data'],
    ['AWS::EC2::Route', ['DestinationCidrBlock'], '10.0.0.0'],
    ['AWS::Lambda::Function', ['Role'], 'worker-role'],
    ['AWS::ECR::Repository', ['RepositoryName'], 'Release/Images'],
    ['AWS::Events::EventBus', ['Name'], 'my bus'],
    ['AWS::EC2::Instance', ['ImageId'], 'amazon-linux'],
    ['AWS::Lambda::EventSourceMapping', ['EventSourceArn'], 'orders-queue-of-the-shop'],
  ]),
  wrongAt('number-range', 'a number that is too small or too large', [
    ['AWS::Lambda::Function', ['MemorySize'], 64],
    ['AWS::Lambda::Function', ['Timeout'], 6000, 0],
    ['AWS::Lambda::Function', ['EphemeralStorage'], { Size: 100 }],
    ['AWS::KMS::Key', ['PendingWindowInDays'], 5],
    ['AWS::IAM::Role', ['MaxSessionDuration'], 60],
    ['AWS::CodeBuild::Project', ['TimeoutInMinutes'], 3000],
    ['AWS::SQS::Queue', ['VisibilityTimeout'], 50_000],
    ['AWS::Kinesis::Stream', ['RetentionPeriodHours'], 1],
    ['AWS::Serverless::Function', ['MemorySize'], 64],
  ]),
  wrongAt('text-length', 'a text that is too long or too short', [
    ['AWS::KMS::Key', ['Description'], 'x'.repeat(8193)],
    ['AWS::IAM::Role', ['Description'], 'x'.repeat(1001)],
    ['AWS::Lambda::Function', ['Description'], 'x'.repeat(257)],
    ['AWS::ECS::TaskDefinition', ['Family'], ''],
    ['AWS::Cognito::UserPool', ['UserPoolName'], 'x'.repeat(129)],
    ['AWS::SSM::Parameter', ['Description'], 'x'.repeat(1025)],
    ['AWS::Events::Rule', ['Description'], 'x'.repeat(513)],
    ['AWS::CloudWatch::Alarm', ['MetricName'], ''],
    ['AWS::SecretsManager::Secret', ['Description'], 'x'.repeat(2049)],
  ]),
  wrongAt('list-length', 'a list with too many or too few items', [
    ['AWS::Lambda::Function', ['Architectures'], ['arm64', 'x86_64']],
    ['AWS::CodePipeline::Pipeline', ['Stages'], []],
    ['AWS::Lambda::LayerVersion', ['CompatibleArchitectures'], ['arm64', 'x86_64', 'arm64']],
    ['AWS::DynamoDB::Table', ['KeySchema'], []],
    [
      'AWS::Lambda::EventSourceMapping',
      ['FunctionResponseTypes'],
      ['ReportBatchItemFailures', 'ReportBatchItemFailures'],
    ],
  ]),
  wrongAt('list-item-twice', 'a list that holds something twice', [
    [
      'AWS::IAM::Role',
      ['ManagedPolicyArns'],
      ['arn:aws:iam::aws:policy/ReadOnlyAccess', 'arn:aws:iam::aws:policy/ReadOnlyAccess'],
    ],
    ['AWS::ECS::TaskDefinition', ['RequiresCompatibilities'], ['FARGATE', 'FARGATE']],
    ['AWS::Lambda::Function', ['Architectures'], ['arm64', 'arm64']],
    ['AWS::IAM::Policy', ['Roles'], ['a', 'a']],
    ['AWS::ElasticLoadBalancingV2::LoadBalancer', ['SecurityGroups'], ['sg-0123456789abcdef0', 'sg-0123456789abcdef0']],
    [
      'AWS::DynamoDB::Table',
      ['KeySchema'],
      [
        { AttributeName: 'id', KeyType: 'HASH' },
        { AttributeName: 'id', KeyType: 'HASH' },
      ],
    ],
  ]),
]
