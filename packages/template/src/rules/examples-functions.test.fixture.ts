import { type Example, resource } from './examples.test.fixture.ts'

const code = 'Code: { S3Bucket: b, S3Key: k }'
const zip = ['Role: r', 'MemorySize: 128', 'Timeout: 3', code]
const javascript = ['Runtime: nodejs24.x', 'Handler: a.handler']

/** Faults of functions and what calls them. */
export const functionExamples: readonly Example[] = [
  {
    ...resource('template/runtime', 'AWS::Lambda::Function', [...zip, ...javascript], [...zip, 'Runtime: nodejs24']),
    setting: { today: '2026-11-21' },
  },
  {
    ...resource('template/runtime', 'AWS::Lambda::Function', [...zip, ...javascript], [...zip, 'Runtime: nodejs10.x']),
    setting: { today: '2026-11-21' },
  },
  resource(
    'template/function-package',
    'AWS::Lambda::Function',
    [...zip, ...javascript],
    [...zip, 'Runtime: nodejs24.x', 'Handler: handler'],
  ),
  resource(
    'template/function-package',
    'AWS::Lambda::Function',
    [...zip, 'Runtime: java25', 'Handler: a.B::c'],
    [...zip, 'Runtime: java25', 'Handler: "a:b"'],
  ),
  resource(
    'template/function-package',
    'AWS::Lambda::Function',
    ['Role: r', 'PackageType: Image', 'Code: { ImageUri: a }'],
    ['Role: r', 'PackageType: Image', 'Code: { ImageUri: a }', 'Handler: a.b'],
  ),
  resource(
    'template/function-package',
    'AWS::Lambda::Function',
    ['Runtime: python3.14', 'Handler: index.h', 'Code: { ZipFile: a }'],
    ['Runtime: java25', 'Handler: index.h', 'Code: { ZipFile: a }'],
  ),
  resource(
    'template/function-environment',
    'AWS::Lambda::Function',
    [...zip, ...javascript, 'Environment: { Variables: { TABLE: a } }'],
    [...zip, ...javascript, 'Environment: { Variables: { AWS_REGION: a } }'],
  ),
  resource(
    'template/function-environment',
    'AWS::Lambda::Function',
    [...zip, ...javascript, 'Environment: { Variables: { TABLE: a } }'],
    [...zip, ...javascript, 'Environment: { Variables: { 1TABLE: a } }'],
  ),
  resource(
    'template/function-environment',
    'AWS::Lambda::Function',
    [...zip, ...javascript, 'Environment: { Variables: { TABLE: a } }'],
    [...zip, ...javascript, `Environment: { Variables: { TABLE: ${'a'.repeat(4100)} } }`],
  ),
  resource(
    'template/function-layers',
    'AWS::Lambda::Function',
    [...zip, ...javascript, 'Layers: [a, b, c, d, e]'],
    [...zip, ...javascript, 'Layers: [a, b, c, d, e, f]'],
  ),
  resource(
    'template/event-source',
    'AWS::Lambda::EventSourceMapping',
    ['EventSourceArn: "arn:aws:kinesis:r:1:stream/s"', 'StartingPosition: LATEST'],
    ['EventSourceArn: "arn:aws:sqs:r:1:q"', 'StartingPosition: LATEST'],
  ),
  resource(
    'template/event-source',
    'AWS::Lambda::EventSourceMapping',
    ['EventSourceArn: "arn:aws:sqs:r:1:q"', 'BatchSize: 10'],
    ['EventSourceArn: "arn:aws:sqs:r:1:q"', 'BatchSize: 11'],
  ),
  {
    rule: 'template/event-source',
    good: queueAndFunction(60),
    bad: queueAndFunction(59).replace('VisibilityTimeout: 59', 'VisibilityTimeout: 59 # !'),
  },
  {
    rule: 'template/sam-event',
    good: samFunction('Type: Api'),
    bad: samFunction('Type: Apis # !'),
  },
]

function queueAndFunction(seconds: number): string {
  return `Resources:
  Q:
    Type: AWS::SQS::Queue
    Properties:
      VisibilityTimeout: ${seconds}
  F: { Type: AWS::Lambda::Function, Properties: { Timeout: 60 } }
  M: { Type: AWS::Lambda::EventSourceMapping, Properties: { EventSourceArn: !GetAtt Q.Arn, FunctionName: !Ref F } }
`
}

function samFunction(event: string): string {
  return `Transform: AWS::Serverless-2016-10-31
Resources:
  F:
    Type: AWS::Serverless::Function
    Properties:
      Events:
        E:
          ${event}
          Properties: { Path: /, Method: get }
`
}
