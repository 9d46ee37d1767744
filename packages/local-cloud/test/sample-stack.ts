import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation'
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3'

/** The settings of a client. */
export interface ClientSettings {
  readonly endpoint: string
  readonly region: string
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string }
  readonly maxAttempts: number
}

/** Resources of a template. */
export type Resources = Readonly<Record<string, unknown>>

/** What a client of any service needs to talk to a local cloud as an account. */
export function clientSettings(endpoint: string, account: string): ClientSettings {
  return {
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: account, secretAccessKey: 'local' },
    maxAttempts: 1,
  }
}

const role = (policies: readonly unknown[]): unknown => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    Policies: policies,
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
    },
  },
})

/** A function behind an HTTP API. Its role may do what the policies allow; by default nothing. */
export function apiResources(code: string, policies: readonly unknown[] = []): Resources {
  return {
    Role: role(policies),
    Function: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        Runtime: 'nodejs24.x',
        Handler: 'index.handler',
        Timeout: 10,
        Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
        Code: { ZipFile: code },
      },
    },
    Api: {
      Type: 'AWS::ApiGatewayV2::Api',
      Properties: {
        Name: 'sample',
        ProtocolType: 'HTTP',
        CorsConfiguration: { AllowOrigins: ['http://localhost:5173'], AllowMethods: ['GET'], MaxAge: 60 },
      },
    },
    Stage: {
      Type: 'AWS::ApiGatewayV2::Stage',
      Properties: { ApiId: { Ref: 'Api' }, StageName: '$default', AutoDeploy: true },
    },
    Integration: {
      Type: 'AWS::ApiGatewayV2::Integration',
      Properties: {
        ApiId: { Ref: 'Api' },
        IntegrationType: 'AWS_PROXY',
        IntegrationUri: { 'Fn::GetAtt': ['Function', 'Arn'] },
        PayloadFormatVersion: '2.0',
      },
    },
    Route: {
      Type: 'AWS::ApiGatewayV2::Route',
      Properties: {
        ApiId: { Ref: 'Api' },
        RouteKey: '$default',
        Target: { 'Fn::Sub': 'integrations/${Integration}' },
      },
    },
  }
}

/** A private bucket behind a distribution, which sends `/api/*` to the API of `apiResources`. */
export function siteResources(bucket: string): Resources {
  const behavior = { ViewerProtocolPolicy: 'redirect-to-https', CachePolicyId: '658327ea-f89d-4fab-a63d-7e88639e58f6' }
  return {
    Bucket: { Type: 'AWS::S3::Bucket', Properties: { BucketName: bucket } },
    Access: {
      Type: 'AWS::CloudFront::OriginAccessControl',
      Properties: {
        OriginAccessControlConfig: {
          Name: bucket,
          OriginAccessControlOriginType: 's3',
          SigningBehavior: 'always',
          SigningProtocol: 'sigv4',
        },
      },
    },
    Policy: {
      Type: 'AWS::S3::BucketPolicy',
      Properties: {
        Bucket: { Ref: 'Bucket' },
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Allow',
              Principal: { Service: 'cloudfront.amazonaws.com' },
              Action: 's3:GetObject',
              Resource: { 'Fn::Sub': '${Bucket.Arn}/*' },
              Condition: {
                StringEquals: {
                  'AWS:SourceArn': { 'Fn::Sub': 'arn:aws:cloudfront::${AWS::AccountId}:distribution/${Distribution}' },
                },
              },
            },
          ],
        },
      },
    },
    Distribution: {
      Type: 'AWS::CloudFront::Distribution',
      Properties: {
        DistributionConfig: {
          Enabled: true,
          DefaultRootObject: 'index.html',
          CustomErrorResponses: [{ ErrorCode: 403, ResponseCode: 200, ResponsePagePath: '/index.html' }],
          Origins: [
            {
              Id: 'site',
              DomainName: { 'Fn::GetAtt': ['Bucket', 'RegionalDomainName'] },
              OriginAccessControlId: { 'Fn::GetAtt': ['Access', 'Id'] },
              S3OriginConfig: { OriginAccessIdentity: '' },
            },
            {
              Id: 'api',
              DomainName: { 'Fn::Sub': '${Api}.execute-api.${AWS::Region}.amazonaws.com' },
              CustomOriginConfig: { OriginProtocolPolicy: 'https-only' },
            },
          ],
          DefaultCacheBehavior: { ...behavior, TargetOriginId: 'site' },
          CacheBehaviors: [{ ...behavior, TargetOriginId: 'api', PathPattern: '/api/*' }],
        },
      },
    },
  }
}

/** Creates a stack and waits for its end; throws with the first failure that its events name. */
export async function createStack(
  endpoint: string,
  account: string,
  name: string,
  resources: Resources,
  outputs: Readonly<Record<string, unknown>>,
): Promise<Readonly<Record<string, string>>> {
  const client = new CloudFormationClient(clientSettings(endpoint, account))
  const wrapped = Object.fromEntries(Object.entries(outputs).map(([key, value]) => [key, { Value: value }]))
  await client.send(
    new CreateStackCommand({
      StackName: name,
      Capabilities: ['CAPABILITY_NAMED_IAM'],
      TemplateBody: JSON.stringify({ Resources: resources, Outputs: wrapped }),
    }),
  )
  for (;;) {
    const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: name }))
    const stack = Stacks?.[0]
    if (stack?.StackStatus === 'CREATE_COMPLETE') {
      return Object.fromEntries((stack.Outputs ?? []).map((output) => [output.OutputKey, output.OutputValue]))
    }
    if (stack?.StackStatus !== 'CREATE_IN_PROGRESS') {
      const { StackEvents } = await client.send(new DescribeStackEventsCommand({ StackName: name }))
      throw new Error(
        JSON.stringify(StackEvents?.map((event) => [event.LogicalResourceId, event.ResourceStatusReason])),
      )
    }
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

/** Puts a text into a bucket. */
export async function putText(
  endpoint: string,
  account: string,
  bucket: string,
  key: string,
  text: string,
): Promise<void> {
  const client = new S3Client({ ...clientSettings(endpoint, account), forcePathStyle: true })
  await client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: text, ContentType: 'text/html' }))
}
