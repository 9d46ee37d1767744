import { describe, expect, test } from 'vitest'
import { parseTemplate } from '../parse.ts'
import { resolveTemplate } from '../resolve.ts'
import { generatedResources, isGenerated, transformedType } from './generated.ts'

const head = 'Transform: AWS::Serverless-2016-10-31\nResources:\n'

function made(resources: string, before = head): readonly string[] {
  return generatedResources(parseTemplate(`${before}${resources}`, 'a.yaml')).map(
    ({ logicalId, type, isHashed }) => `${logicalId}${isHashed ? '#' : ''} ${type.replace('AWS::', '')}`,
  )
}

const fn = (properties: string): string => `  F: { Type: AWS::Serverless::Function, Properties: { ${properties} } }\n`
const role = 'Role: arn:x'

// Each agrees with the expected outputs that the SAM translator's own tests hold (release 1.115).
describe('what SAM makes', () => {
  test.each([
    ['a function', fn('Handler: a.b'), ['FRole IAM::Role']],
    ['a function with a role', fn(role), []],
    ['a function whose role may fall away', fn('Role: !If [C, arn:x, !Ref "AWS::NoValue"]'), ['FRole IAM::Role']],
    ['an alias', fn(`${role}, AutoPublishAlias: live`), ['FVersion# Lambda::Version', 'FAliaslive Lambda::Alias']],
    [
      'a gradual deployment',
      fn(`${role}, AutoPublishAlias: live, DeploymentPreference: { Type: AllAtOnce }`),
      [
        'FVersion# Lambda::Version',
        'FAliaslive Lambda::Alias',
        'ServerlessDeploymentApplication CodeDeploy::Application',
        'CodeDeployServiceRole IAM::Role',
        'FDeploymentGroup CodeDeploy::DeploymentGroup',
      ],
    ],
    [
      'a public address',
      fn(`${role}, FunctionUrlConfig: { AuthType: NONE }`),
      [
        'FUrl Lambda::Url',
        'FUrlPublicPermissions Lambda::Permission',
        'FURLInvokeAllowPublicAccess Lambda::Permission',
      ],
    ],
    [
      'a REST API without one of its own',
      fn(`${role}, Events: { Get: { Type: Api, Properties: { Path: /, Method: get } } }`),
      [
        'FGetPermissionProd Lambda::Permission',
        'ServerlessRestApi ApiGateway::RestApi',
        'ServerlessRestApiProdStage ApiGateway::Stage',
        'ServerlessRestApiDeployment# ApiGateway::Deployment',
      ],
    ],
    [
      'an HTTP API without one of its own',
      fn(`${role}, Events: { Get: { Type: HttpApi } }`),
      [
        'FGetPermission Lambda::Permission',
        'ServerlessHttpApi ApiGatewayV2::Api',
        'ServerlessHttpApiApiGatewayDefaultStage ApiGatewayV2::Stage',
      ],
    ],
    [
      'an API of its own',
      `  Api: { Type: AWS::Serverless::Api, Properties: { StageName: dev } }\n${fn(`${role}, Events: { Get: { Type: Api, Properties: { RestApiId: !Ref Api } } }`)}`,
      [
        'ApidevStage ApiGateway::Stage',
        'ApiDeployment# ApiGateway::Deployment',
        'FGetPermissiondev Lambda::Permission',
      ],
    ],
    ['a queue', fn(`${role}, Events: { Q: { Type: SQS } }`), ['FQ Lambda::EventSourceMapping']],
    ['a stream', fn(`${role}, Events: { Q: { Type: DynamoDB } }`), ['FQ Lambda::EventSourceMapping']],
    [
      'a schedule',
      fn(`${role}, Events: { S: { Type: Schedule } }`),
      ['FS Events::Rule', 'FSPermission Lambda::Permission'],
    ],
    [
      'a schedule of the scheduler',
      fn(`${role}, Events: { S: { Type: ScheduleV2 } }`),
      ['FS Scheduler::Schedule', 'FSRole IAM::Role'],
    ],
    [
      'a topic by way of a queue',
      fn(`${role}, Events: { T: { Type: SNS, Properties: { SqsSubscription: true } } }`),
      [
        'FT SNS::Subscription',
        'FTEventSourceMapping Lambda::EventSourceMapping',
        'FTQueuePolicy SQS::QueuePolicy',
        'FTQueue SQS::Queue',
      ],
    ],
    ['a layer', '  L: { Type: AWS::Serverless::LayerVersion }\n', ['L# Lambda::LayerVersion']],
    [
      'a state machine with a rule',
      '  M: { Type: AWS::Serverless::StateMachine, Properties: { Events: { R: { Type: EventBridgeRule } } } }\n',
      ['MRole IAM::Role', 'MR Events::Rule', 'MRRole IAM::Role'],
    ],
    [
      'a connector',
      `${fn(role)}  T: { Type: AWS::DynamoDB::Table }\n  C: { Type: AWS::Serverless::Connector, Properties: { Source: { Id: F }, Destination: { Id: T }, Permissions: [Read] } }\n`,
      ['CPolicy IAM::ManagedPolicy'],
    ],
    [
      'a connector within its source',
      `  B: { Type: AWS::S3::Bucket, Connectors: { Call: { Properties: { Destination: { Id: F }, Permissions: [Write] } } } }\n${fn(role)}`,
      ['BCallWriteLambdaPermission Lambda::Permission'],
    ],
  ])('of %s', (_, resources, expected) => {
    expect(made(resources)).toEqual(expected)
  })

  test('is nothing without its transform', () => {
    expect(made(fn('Handler: a.b'), 'Resources:\n')).toEqual([])
  })

  test('counts what Globals say', () => {
    const globals = `Globals: { Function: { AutoPublishAlias: live, Role: arn:x } }\n${head}`
    expect(made(fn('Handler: a.b'), globals)).toEqual(['FVersion# Lambda::Version', 'FAliaslive Lambda::Alias'])
  })
})

test('a name is known whole, or by its hash', () => {
  const template = parseTemplate(`${head}${fn('AutoPublishAlias: live')}`, 'a.yaml')
  const names = ['FRole', 'FAliaslive', 'FVersion0123456789', 'FVersion', 'FVersionX', 'FRoles', 'F']
  expect(names.filter((name) => isGenerated(template, name))).toEqual(['FRole', 'FAliaslive', 'FVersion0123456789'])
})

test('a type of SAM is told with the type it becomes', () => {
  expect(transformedType('AWS::Serverless::HttpApi')).toBe('AWS::ApiGatewayV2::Api')
  expect(transformedType('AWS::SQS::Queue')).toBeUndefined()
})

test('Globals reach every kind that SAM lets them, not what ignores them; architectures are replaced', () => {
  const text = `Globals:
  Function: { Timeout: 5, Architectures: [arm64], Tags: { a: 1 } }
  Api: { TracingEnabled: true }
  SimpleTable: { SSESpecification: { SSEEnabled: true } }
${head}  F: { Type: AWS::Serverless::Function, Properties: { Architectures: [x86_64], Tags: { b: 2 } } }
  G: { Type: AWS::Serverless::Function, IgnoreGlobals: [Timeout] }
  H: { Type: AWS::Serverless::Function, IgnoreGlobals: "*" }
  A: { Type: AWS::Serverless::Api }
  T: { Type: AWS::Serverless::SimpleTable }
`
  const { resources } = resolveTemplate(parseTemplate(text, 'a.yaml'), { parameters: {}, pseudo: {} })
  const all = Object.fromEntries(Object.entries(resources).map(([id, { properties }]) => [id, properties]))
  expect(all).toEqual({
    F: { Timeout: 5, Architectures: ['x86_64'], Tags: { a: 1, b: 2 } },
    G: { Architectures: ['arm64'], Tags: { a: 1 } },
    H: {},
    A: { TracingEnabled: true },
    T: { SSESpecification: { SSEEnabled: true } },
  })
})
