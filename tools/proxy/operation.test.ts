import { describe, expect, it } from 'vitest'
import { type Asked, nameOperation } from './operation.ts'
import { bindingsOf, isReading } from './rest.ts'

const signedFor = (service: string): string =>
  `AWS4-HMAC-SHA256 Credential=AKID/20261121/us-east-1/${service}/aws4_request, Signature=x`
const ask = (service: string, method: string, url: string, more: Partial<Asked> = {}) =>
  nameOperation({ method, url, ...more, headers: { authorization: signedFor(service), ...more.headers } })

describe('nameOperation', () => {
  it.each<[string, ReturnType<typeof ask>, string, boolean]>([
    [
      'a target header',
      ask('dynamodb', 'POST', '/', { headers: { 'x-amz-target': 'DynamoDB_20120810.PutItem' } }),
      'dynamodb.PutItem',
      true,
    ],
    [
      'a target header of a reader',
      ask('ssm', 'POST', '/', { headers: { 'x-amz-target': 'AmazonSSM.GetParameters' } }),
      'ssm.GetParameters',
      false,
    ],
    [
      'Action in the form',
      ask('cloudformation', 'POST', '/', { form: 'Action=CreateChangeSet&StackName=a' }),
      'cloudformation.CreateChangeSet',
      true,
    ],
    ['Action in the query', ask('sts', 'GET', '/?Action=GetCallerIdentity&Version=1'), 'sts.GetCallerIdentity', false],
    [
      'an RPC path',
      ask('monitoring', 'POST', '/service/GraniteServiceVersion20100801/operation/PutMetricData'),
      'monitoring.PutMetricData',
      true,
    ],
    [
      'Lambda',
      ask('lambda', 'POST', '/2015-03-31/functions/arn%3Aaws%3Alambda/versions'),
      'lambda.PublishVersion',
      true,
    ],
    [
      'Lambda with a slash at the end',
      ask('lambda', 'GET', '/2015-03-31/functions/?MaxItems=50'),
      'lambda.ListFunctions',
      false,
    ],
    [
      'CloudFront',
      ask('cloudfront', 'POST', '/2020-05-31/distribution/E1/invalidation'),
      'cloudfront.CreateInvalidation',
      true,
    ],
    [
      'CloudFront by its query',
      ask('cloudfront', 'POST', '/2020-05-31/distribution?WithTags'),
      'cloudfront.CreateDistributionWithTags',
      true,
    ],
    ['a REST API', ask('apigateway', 'GET', '/restapis/abc/stages/live'), 'apigateway.GetStage', false],
    ['an HTTP API', ask('apigateway', 'POST', '/v2/apis/abc/routes'), 'apigateway.CreateRoute', true],
    [
      'an unknown API that reads',
      ask('newservice', 'GET', '/things/1234567/parts'),
      'newservice.GET /things/{}/parts',
      false,
    ],
    ['an unknown API that writes', ask('newservice', 'POST', '/things'), 'newservice.POST /things', true],
    [
      'a request without signature',
      nameOperation({ method: 'GET', url: '/reports', headers: {} }),
      'unsigned.GET /reports',
      false,
    ],
    ['a URL that is no path', nameOperation({ method: 'OPTIONS', url: '*', headers: {} }), 'unsigned.OPTIONS /', false],
    [
      'a signed URL',
      nameOperation({
        method: 'GET',
        url: '/b/k?X-Amz-Credential=A%2F20261121%2Fus-east-1%2Fs3%2Faws4_request',
        headers: {},
      }),
      's3.GetObject',
      false,
    ],
  ])('names %s', (_, found, name, mutating) => {
    expect([`${found.service}.${found.operation}`, found.mutating]).toEqual([name, mutating])
  })

  it.each<[string, string, string, Asked['headers']?]>([
    ['GET', '/', 'ListBuckets'],
    ['PUT', '/bucket', 'CreateBucket'],
    ['HEAD', '/bucket', 'HeadBucket'],
    ['GET', '/bucket?list-type=2&prefix=a%2F', 'ListObjectsV2'],
    ['GET', '/bucket?prefix=&delimiter=', 'ListObjects'],
    ['GET', '/bucket?versions', 'ListObjectVersions'],
    ['GET', '/bucket?versioning', 'GetBucketVersioning'],
    ['PUT', '/bucket/?policy', 'PutBucketPolicy'],
    ['POST', '/bucket?delete', 'DeleteObjects'],
    ['GET', '/bucket?metrics', 'ListBucketMetricsConfigurations'],
    ['GET', '/bucket?metrics&id=a', 'GetBucketMetricsConfiguration'],
    ['GET', '/bucket?brandNew', 'GET bucket?brandNew'],
    ['PUT', '/bucket/a%20key/%C3%A9', 'PutObject'],
    ['PUT', '/bucket/key%', 'PutObject'],
    ['PUT', '/bucket/key?x-id=PutObject', 'PutObject'],
    ['PUT', '/bucket/key', 'CopyObject', { 'x-amz-copy-source': '/a/b' }],
    ['PUT', '/bucket/key?partNumber=1&uploadId=u', 'UploadPart'],
    ['PUT', '/bucket/key?partNumber=1&uploadId=u', 'UploadPartCopy', { 'x-amz-copy-source': '/a/b' }],
    ['POST', '/bucket/key?uploads', 'CreateMultipartUpload'],
    ['POST', '/bucket/key?uploadId=u', 'CompleteMultipartUpload'],
    ['DELETE', '/bucket/key?uploadId=u', 'AbortMultipartUpload'],
    ['GET', '/bucket/key?uploadId=u', 'ListParts'],
    ['GET', '/bucket/key?tagging', 'GetObjectTagging'],
    ['GET', '/bucket/key?versionId=v', 'GetObject'],
    ['HEAD', '/key', 'HeadObject', { host: 'bucket.s3.us-east-1.amazonaws.com' }],
    ['GET', '/', 'ListObjects', { host: 'bucket.s3.amazonaws.com' }],
  ])('names %s %s of S3 %s', (method, url, operation, headers = {}) => {
    expect(ask('s3', method, url, { headers })).toMatchObject({ service: 's3', operation })
  })

  it.each(['lambda', 'cloudfront', 'apigateway'])(
    'tells every operation of %s in its table from all others',
    (service) => {
      const rows = bindingsOf(service)
      const found = rows.map(({ method, parts, query }) => {
        const path = parts.map((part) => (part === '{}' ? 'an-id' : part === '{+}' ? 'arn/of/it' : part)).join('/')
        return ask(service, method, `/${path}${query.length > 0 ? `?${query.join('&')}` : ''}`).operation
      })
      expect(rows.length).toBeGreaterThan(80)
      expect(found).toEqual(rows.map(({ operation }) => operation))
    },
  )

  it('takes a name of an unknown kind for one that changes something', () => {
    expect(['GetItem', 'ListStacks', 'DescribeStacks', 'HeadObject', 'AssumeRole'].every(isReading)).toBe(true)
    expect(
      ['Invoke', 'ReceiveMessage', 'CheckpointDurableExecution', 'ExecuteStatement', 'DetectStackDrift'].some(
        isReading,
      ),
    ).toBe(false)
  })
})
