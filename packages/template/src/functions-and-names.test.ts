import { isProjectError } from '@project-utils/contract'
import { describe, expect, test } from 'vitest'
import { templateFindings } from './findings.ts'
import { managedAliases } from './managed-aliases.ts'
import { namedResources } from './named-resources.ts'
import { parseTemplate } from './parse.ts'
import { resolveTemplate } from './resolve.ts'
import { templateFunctions } from './template-functions.ts'
import { withCode } from './with-code.ts'

const template = parseTemplate(
  `
Parameters:
  Env: { Type: String, Default: dev }
  ApiVersion: { Type: String, Default: $LATEST }
  OtherVersion: { Type: String, Default: "1" }
Conditions: { IsProd: !Equals [!Ref Env, prod] }
Resources:
  Api:
    Type: AWS::Lambda::Function
    Properties:
      FunctionName: !Sub "shop-\${Env}-api"
      Runtime: nodejs24.x
      Handler: index.handler
      Architectures: [arm64]
      MemorySize: 512
      Timeout: 10
      Code: ../backend
      Role: !GetAtt Role.Arn
  Inline: { Type: AWS::Lambda::Function, Properties: { Code: { ZipFile: x } } }
  Role: { Type: AWS::IAM::Role, Properties: { RoleName: shop-dev-role } }
  Control: { Type: AWS::CloudFront::OriginAccessControl, Properties: { OriginAccessControlConfig: { Name: shop-dev-oac } } }
  Queue: { Type: AWS::SQS::Queue }
  Live: { Type: AWS::Lambda::Alias, Properties: { Name: live, FunctionName: !Ref Api, FunctionVersion: !Ref ApiVersion } }
  ByArn: { Type: AWS::Lambda::Alias, Properties: { Name: !Sub "live-\${Env}", FunctionName: !GetAtt Api.Arn, FunctionVersion: !Ref ApiVersion } }
  Fixed: { Type: AWS::Lambda::Alias, Properties: { Name: f, FunctionName: !Ref Api, FunctionVersion: !Ref OtherVersion } }
  OnVersion: { Type: AWS::Lambda::Alias, Properties: { Name: v, FunctionName: !Ref Api, FunctionVersion: !GetAtt V.Version } }
  ProdLive: { Type: AWS::Lambda::Alias, Condition: IsProd, Properties: { Name: p, FunctionName: !Ref Api, FunctionVersion: !Ref ApiVersion } }
  V: { Type: AWS::Lambda::Version, Properties: { FunctionName: !Ref Api } }
`,
  'app.yaml',
)
const resolved = resolveTemplate(template, { parameters: {}, pseudo: {} })

describe('what a template says about its functions and names', () => {
  test('an alias is managed by its parameter with the default $LATEST, by nothing else', () => {
    expect(managedAliases(template, resolved)).toEqual([
      { logicalId: 'Live', functionId: 'Api', parameter: 'ApiVersion', name: 'live' },
      { logicalId: 'ByArn', functionId: 'Api', parameter: 'ApiVersion', name: 'live-dev' },
    ])
  })

  test('functions show what is known, and nothing that is not set', () => {
    const { Api, Inline } = templateFunctions(resolved)
    expect(Api).toMatchObject({
      runtime: 'nodejs24.x',
      architecture: 'arm64',
      memory: 512,
      timeout: 10,
      name: 'shop-dev-api',
    })
    expect(Object.keys(Inline ?? {})).toEqual(['place', 'places'])
    expect(Inline?.places).toEqual({})
  })

  test('named resources are those with a known fixed name, also where it sits deeper', () => {
    const names = namedResources(resolved).map(({ logicalId, name }) => `${logicalId}=${name}`)
    expect(names).toEqual(['Api=shop-dev-api', 'Role=shop-dev-role', 'Control=shop-dev-oac'])
  })

  test('code of built functions points to their zips in a minified body, the rest stays', () => {
    const body = withCode(template, { Api: { bucket: 'b', key: 'k' } })
    const { Resources } = JSON.parse(body)
    expect(Resources.Api.Properties.Code).toEqual({ S3Bucket: 'b', S3Key: 'k' })
    expect(Resources.Inline).toEqual({ Type: 'AWS::Lambda::Function', Properties: { Code: { ZipFile: 'x' } } })
    expect(body).not.toContain('\n')
  })

  test.each([
    [{ Api: { bucket: 'b', key: 'k' }, Nobody: { bucket: 'b', key: 'k' } }, 'TEMPLATE_FUNCTION_UNKNOWN', 'Nobody'],
    [
      { Api: { bucket: 'b', key: 'k' }, Role: { bucket: 'b', key: 'k' } },
      'TEMPLATE_FUNCTION_UNKNOWN',
      'AWS::IAM::Role',
    ],
    [{}, 'TEMPLATE_FUNCTION_UNBUILT', '../backend'],
  ])('code that does not fit the template is refused (%#)', (code, expected, text) => {
    const refusal = (() => {
      try {
        return withCode(template, code)
      } catch (error) {
        return error
      }
    })()
    expect(isProjectError(refusal) && refusal.code).toBe(expected)
    expect(refusal).toMatchObject({ message: expect.stringContaining(text), where: { file: 'app.yaml' } })
  })
})

describe('templateFindings', () => {
  const rulesOf = (text: string): readonly string[] => {
    const parsed = parseTemplate(text, 'app.yaml')
    return templateFindings(parsed, resolveTemplate(parsed, { parameters: {}, pseudo: {} })).map(
      ({ rule, where }) => `${rule}@${where?.line}`,
    )
  }

  test.each([
    [
      'a Ref to nothing',
      'Resources:\n  A:\n    Type: T\n    Properties:\n      P: !Ref Gone\n',
      ['template/dangling-reference@5'],
    ],
    [
      'a GetAtt of a parameter',
      'Parameters:\n  P: { Type: String }\nResources:\n  A: { Type: T, Properties: { P: !GetAtt P.Arn } }\n',
      ['template/dangling-reference@4'],
    ],
    [
      'a Sub name',
      'Resources:\n  A: { Type: T, Properties: { P: !Sub "${Gone.Arn}" } }\n',
      ['template/dangling-reference@2'],
    ],
    ['a DependsOn', 'Resources:\n  A: { Type: T, DependsOn: Gone }\n', ['template/dangling-reference@2']],
    ['a condition', 'Resources:\n  A: { Type: T, Condition: Gone }\n', ['template/dangling-reference@2']],
    ['names of a macro', 'Transform: MyMacro\nResources:\n  A: { Type: T, DependsOn: MadeByMacro }\n', []],
    [
      'a name that SAM makes',
      'Transform: AWS::Serverless-2016-10-31\nResources:\n  A: { Type: T, DependsOn: FRole }\n  F: { Type: AWS::Serverless::Function, Properties: { MemorySize: 128, Timeout: 3 } }\n',
      [],
    ],
    [
      'a name that SAM does not make',
      'Transform: AWS::Serverless-2016-10-31\nResources:\n  A: { Type: T, DependsOn: FRoles }\n  F: { Type: AWS::Serverless::Function, Properties: { MemorySize: 128, Timeout: 3 } }\n',
      ['template/dangling-reference@3'],
    ],
    [
      'local variables of Sub',
      'Resources:\n  A: { Type: T, Properties: { P: !Sub ["${v}${AWS::Region}${!Gone}", { v: 1 }] } }\n',
      [],
    ],
    [
      'a function without memory and timeout',
      'Resources:\n  F: { Type: AWS::Lambda::Function }\n',
      ['template/unset-memory@2', 'template/unset-timeout@2'],
    ],
    ['a bare HTTP stage', 'Resources:\n  S: { Type: AWS::ApiGatewayV2::Stage }\n', ['template/unthrottled-stage@2']],
    [
      'a throttled HTTP stage',
      'Resources:\n  S: { Type: AWS::ApiGatewayV2::Stage, Properties: { DefaultRouteSettings: { ThrottlingRateLimit: 5 } } }\n',
      [],
    ],
    ['a bare REST stage', 'Resources:\n  S: { Type: AWS::ApiGateway::Stage }\n', ['template/unthrottled-stage@2']],
    ['an unprotected table', 'Resources:\n  T: { Type: AWS::DynamoDB::Table }\n', ['template/unprotected-data@2']],
    ['a table that may go', 'Resources:\n  T: { Type: AWS::DynamoDB::Table, DeletionPolicy: Delete }\n', []],
    ['a kept table', 'Resources:\n  T: { Type: AWS::DynamoDB::Table, DeletionPolicy: Retain }\n', []],
    [
      'a log group without retention',
      'Resources:\n  L: { Type: AWS::Logs::LogGroup }\n',
      ['template/unset-retention@2'],
    ],
  ])('%s', (_, text, expected) => {
    expect(rulesOf(text)).toEqual(expected)
  })
})
