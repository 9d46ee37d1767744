import type { Example } from './examples.test.fixture.ts'

const durable = 'DeletionPolicy: Retain, UpdateReplacePolicy: Retain'
const bucket = `Resources: { B: { Type: AWS::S3::Bucket, ${durable} } }\n`
const functions = (properties: string, mark = ''): string =>
  `Resources:\n  F: { Type: AWS::Lambda::Function, Properties: { ${properties} } }${mark}\n`

/** What a team should know. */
export const careExamples: readonly Example[] = [
  { rule: 'template/unset-memory', good: functions('MemorySize: 512'), bad: functions('Timeout: 3', ' # !') },
  { rule: 'template/unset-timeout', good: functions('Timeout: 3'), bad: functions('MemorySize: 512', ' # !') },
  ...(
    [
      ['AWS::ApiGatewayV2::Stage', 'DefaultRouteSettings: { ThrottlingRateLimit: 5 }'],
      ['AWS::ApiGateway::Stage', 'MethodSettings: [{ ThrottlingRateLimit: 5 }]'],
    ] as const
  ).map(([type, throttling]): Example => {
    const around = (properties: string): string => `Resources:\n  S: { Type: ${type}, Properties: { ${properties} } }`
    return {
      rule: 'template/unthrottled-stage',
      good: `${around(throttling)}\n`,
      bad: `${around('StageName: a')} # !\n`,
    }
  }),
  { rule: 'template/unprotected-data', good: bucket, bad: 'Resources:\n  B: { Type: AWS::S3::Bucket } # !\n' },
  {
    rule: 'template/half-protected-data',
    good: bucket,
    bad: 'Resources:\n  B:\n    Type: AWS::S3::Bucket\n    DeletionPolicy: Retain # !\n',
  },
  {
    rule: 'template/half-protected-data',
    good: 'Resources:\n  B:\n    Type: AWS::S3::Bucket\n    DeletionPolicy: Delete\n',
    bad: 'Resources:\n  B:\n    Type: AWS::S3::Bucket\n    DeletionPolicy: Delete # !\n',
    ...{ goodSetting: { tier: 'full' as const }, setting: { tier: 'limited' as const } },
  },
  {
    rule: 'template/unset-retention',
    good: 'Resources: { L: { Type: AWS::Logs::LogGroup, Properties: { RetentionInDays: 30 } } }\n',
    bad: 'Resources:\n  L: { Type: AWS::Logs::LogGroup } # !\n',
  },
  {
    rule: 'template/unset-lifecycle',
    good: `Resources:\n  B: { Type: AWS::S3::Bucket, ${durable}, Properties: { VersioningConfiguration: { Status: Enabled }, LifecycleConfiguration: { Rules: [{ NoncurrentVersionExpiration: { NoncurrentDays: 30 } }] } } }\n`,
    bad: `Resources:\n  B: { Type: AWS::S3::Bucket, ${durable}, Properties: { VersioningConfiguration: { Status: Enabled } } } # !\n`,
  },
  {
    rule: 'template/unmanaged-alias',
    good: alias('!Ref V', ''),
    bad: alias('!GetAtt W.Version', ' # !'),
  },
  {
    rule: 'template/unaliased-function',
    good: `${integration('')}  A: { Type: AWS::Lambda::Alias, Properties: { FunctionName: !Ref F, FunctionVersion: "1", Name: live } }\n`,
    bad: integration(' # !'),
  },
  {
    rule: 'template/shown-secret',
    good: `${bucket}Parameters:\n  DatabasePassword: { Type: String, NoEcho: true }\n`,
    bad: `${bucket}Parameters:\n  DatabasePassword: { Type: String } # !\n`,
  },
  {
    rule: 'template/shown-secret',
    good: `${bucket}Parameters:\n  PasswordLength: { Type: Number }\n`,
    bad: `${bucket}Parameters:\n  P: { Type: String, NoEcho: true, Default: hunter22 } # !\n`,
  },
  {
    rule: 'template/plain-secret',
    good: secret('"{{resolve:secretsmanager:x:SecretString:password}}"'),
    bad: secret('correct-horse # !'),
  },
  {
    rule: 'template/plain-secret',
    good: functions('Environment: { Variables: { KEY: AKIAIOSFODNN7EXAMPLE } }'),
    bad: functions(`Environment: { Variables: { KEY: AKIA${'QRSTUVWXYZ234567'} } }`, ' # !'),
  },
  {
    rule: 'template/name-convention',
    good: 'Resources:\n  Q: { Type: AWS::SQS::Queue, Properties: { QueueName: shop-dev-queue } }\n',
    bad: 'Resources:\n  Q: { Type: AWS::SQS::Queue, Properties: { QueueName: queue } } # !\n',
    setting: { project: 'shop', environment: 'dev' },
  },
  {
    rule: 'template/untagged',
    good: 'Resources:\n  S: { Type: AWS::ECS::Service, Properties: { PropagateTags: SERVICE } }\n',
    bad: 'Resources:\n  S: { Type: AWS::ECS::Service } # !\n',
  },
  {
    rule: 'template/needless-dependency',
    good: dependent('DependsOn: C'),
    bad: dependent('DependsOn: B # !'),
  },
  {
    rule: 'template/needless-sub',
    good: `${bucket}Outputs:\n  O: { Value: !Sub "a\${B}" }\n`,
    bad: `${bucket}Outputs:\n  O: { Value: !Sub "a" } # !\n`,
  },
  {
    rule: 'template/needless-sub',
    good: `${bucket}Outputs:\n  O: { Value: !Sub ["\${x}", { x: a }] }\n`,
    bad: `${bucket}Outputs:\n  O: { Value: !Sub ["\${x}", { x: a, y: b }] } # !\n`,
  },
  {
    rule: 'template/unsubstituted-name',
    good: `${bucket}Outputs:\n  O: { Value: "\${Other}" }\n`,
    bad: `${bucket}Outputs:\n  O: { Value: "https://\${B}.example.com" } # !\n`,
  },
  {
    rule: 'template/unsubstituted-name',
    good: `${bucket}Outputs:\n  O: { Value: !Sub ["\${AWS::Region}", {}] }\n`,
    bad: `${bucket}Outputs:\n  O: { Value: !Join ["", [a, "\${AWS::Region}"]] } # !\n`,
  },
  {
    rule: 'template/unused-parameter',
    good: `${bucket}Parameters:\n  P: { Type: String }\nOutputs: { O: { Value: !Ref P } }\n`,
    bad: `${bucket}Parameters:\n  P: { Type: String } # !\n`,
  },
  {
    rule: 'template/unused-condition',
    good: `${bucket}Conditions:\n  C: !Equals [a, b]\nOutputs: { O: { Value: !If [C, a, b] } }\n`,
    bad: `${bucket}Conditions:\n  C: !Equals [a, b] # !\n`,
  },
  {
    rule: 'template/unused-mapping',
    good: `${bucket}Mappings:\n  M: { a: { b: c } }\nOutputs: { O: { Value: !FindInMap [M, a, b] } }\n`,
    bad: `${bucket}Mappings:\n  M: { a: { b: c } } # !\n`,
  },
  {
    rule: 'template/suppression-without-reason',
    good: `${bucket}Metadata:\n  ProjectUtils:\n    suppress:\n      - { rule: template/unset-memory, reason: small }\n`,
    bad: `${bucket}Metadata:\n  ProjectUtils:\n    suppress:\n      - { rule: template/unset-memory } # !\n`,
  },
]

function alias(version: string, mark: string): string {
  return `Parameters: { V: { Type: String, Default: $LATEST } }
Resources:
  F: { Type: AWS::Lambda::Function, Properties: {} }
  W: { Type: AWS::Lambda::Version, Properties: { FunctionName: !Ref F } }
  A: { Type: AWS::Lambda::Alias, Properties: { Name: live, FunctionName: !Ref F, FunctionVersion: ${version} } }${mark}
`
}

function integration(mark: string): string {
  return `Resources:
  F: { Type: AWS::Lambda::Function, Properties: {} }${mark}
  I: { Type: AWS::ApiGatewayV2::Integration, Properties: { ApiId: a, IntegrationType: AWS_PROXY, IntegrationUri: !GetAtt F.Arn } }
`
}

function secret(value: string): string {
  return `Resources:\n  D:\n    Type: AWS::RDS::DBInstance\n    DeletionPolicy: Retain\n    UpdateReplacePolicy: Retain\n    Properties:\n      MasterUserPassword: ${value}\n`
}

function dependent(depends: string): string {
  return `Resources:
  B: { Type: AWS::SQS::Queue }
  C: { Type: AWS::SQS::Queue }
  A:
    Type: AWS::SQS::Queue
    ${depends}
    Properties: { QueueName: !GetAtt B.QueueName }
`
}
