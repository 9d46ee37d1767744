import { isProjectError } from '@project-utils/contract'
import { describe, expect, test } from 'vitest'
import { managedAliases } from './managed-aliases.ts'
import { parseTemplate } from './parse.ts'
import { resolveTemplate } from './resolve.ts'
import { templateFunctions } from './template-functions.ts'
import { templateLayers } from './template-layers.ts'
import { isUnknown } from './unknown.ts'
import { withCode } from './with-code.ts'

const text = `Transform: AWS::Serverless-2016-10-31
Globals:
  Function:
    Runtime: nodejs24.x
    Timeout: 10
    Architectures: [arm64]
    Environment: { Variables: { STAGE: !Ref Stage, LEVEL: info } }
    Layers: [!Ref Shared]
Parameters:
  Stage: { Type: String, Default: dev }
  Live: { Type: String, Default: $LATEST }
Conditions: { IsProd: !Equals [!Ref Stage, prod] }
Resources:
  Api:
    Type: AWS::Serverless::Function
    Properties:
      Handler: api.handler
      Timeout: 20
      MemorySize: "512"
      CodeUri: ../backend
      EphemeralStorage: { Size: 1024 }
      ReservedConcurrentExecutions: 5
      Environment: { Variables: { LEVEL: debug, TABLE: !GetAtt Table.Arn, RETRIES: 3 } }
      Layers: [!If [IsProd, !Ref Own, !Ref Shared], !Ref Own, "arn:aws:lambda:us-east-1:1:layer:other:1"]
  Picture: { Type: AWS::Serverless::Function, Properties: { PackageType: Image } }
  Shared:
    Type: AWS::Serverless::LayerVersion
    Properties: { LayerName: shared, ContentUri: layers/shared, CompatibleRuntimes: [nodejs24.x] }
  Own:
    Type: AWS::Lambda::LayerVersion
    Properties: { Content: layers/own, CompatibleArchitectures: [arm64, x86_64] }
  Plain: { Type: AWS::Lambda::Function, Properties: { Code: { ZipFile: x }, Handler: index.handler } }
  Table: { Type: AWS::DynamoDB::Table, Properties: {} }
  Alias: { Type: AWS::Lambda::Alias, Properties: { Name: live, FunctionName: !Ref Api, FunctionVersion: !Ref Live } }
`
const template = parseTemplate(text, 'app.yaml')
const resolved = resolveTemplate(template, { parameters: {}, pseudo: {} })
const zip = { bucket: 'b', key: 'k' }

describe('templateFunctions', () => {
  const functions = templateFunctions(resolved)

  test('a serverless function has what Globals says, and wins where it says so itself', () => {
    expect(functions['Api']).toMatchObject({
      runtime: 'nodejs24.x',
      handler: 'api.handler',
      architecture: 'arm64',
      timeout: 20,
      memory: 512,
      ephemeralStorage: 1024,
      reservedConcurrency: 5,
      environment: { STAGE: 'dev', LEVEL: 'debug', RETRIES: '3' },
    })
    expect(functions['Picture']).toMatchObject({ packageType: 'Image', runtime: 'nodejs24.x', timeout: 10 })
  })

  test('a variable that only AWS knows is marked, not left out', () => {
    expect(isUnknown(functions['Api']?.environment?.['TABLE'])).toBe(true)
  })

  test('layers are those of the template, each once, also behind a condition', () => {
    expect(functions['Api']?.layers).toEqual(['Shared', 'Own'])
  })

  test('each field has the place where it is written, in Globals too; what is not written has none', () => {
    const { runtime, timeout, name } = functions['Api']?.places ?? {}
    expect([runtime, timeout, name]).toMatchObject([{ file: 'app.yaml', line: 4 }, { line: 18 }, undefined])
  })

  test('Globals do not reach functions that are not serverless', () => {
    expect(functions['Plain']).toMatchObject({ handler: 'index.handler', places: { handler: { line: 32 } } })
    expect(functions['Plain']?.runtime).toBeUndefined()
  })

  test('an alias of a serverless function is managed like any other', () => {
    expect(managedAliases(template, resolved)).toMatchObject([{ logicalId: 'Alias', functionId: 'Api' }])
  })
})

describe('templateLayers', () => {
  test('layers of both types show what is known', () => {
    expect(templateLayers(resolved)).toMatchObject({
      Shared: { name: 'shared', runtimes: ['nodejs24.x'], place: { line: 26 }, places: { name: { line: 28 } } },
      Own: { architectures: ['arm64', 'x86_64'] },
    })
  })
})

describe('withCode', () => {
  const built = { Api: zip, Picture: { image: 'r@sha256:1' }, Shared: zip, Own: zip }
  const locations = JSON.parse(withCode(template, built)).Resources

  test('every type gets its location in its own form', () => {
    expect(locations.Api.Properties.CodeUri).toEqual({ Bucket: 'b', Key: 'k' })
    expect(locations.Picture.Properties).toEqual({ PackageType: 'Image', ImageUri: 'r@sha256:1' })
    expect(locations.Shared.Properties.ContentUri).toEqual({ Bucket: 'b', Key: 'k' })
    expect(locations.Own.Properties.Content).toEqual({ S3Bucket: 'b', S3Key: 'k' })
    expect(locations.Plain.Properties.Code).toEqual({ ZipFile: 'x' })
  })

  test('an image of a plain function goes into its code', () => {
    const one = parseTemplate(
      'Resources: { F: { Type: AWS::Lambda::Function, Properties: { PackageType: Image, Code: { ImageUri: old } } } }',
      'a.yaml',
    )
    const body = JSON.parse(withCode(one, { F: { image: 'r@sha256:2' } }))
    expect(body.Resources.F.Properties.Code).toEqual({ ImageUri: 'r@sha256:2' })
  })

  test('a built serverless function loses its inline code', () => {
    const one = parseTemplate(
      'Resources: { F: { Type: AWS::Serverless::Function, Properties: { InlineCode: x } } }',
      'a.yaml',
    )
    const body = JSON.parse(withCode(one, { F: zip }))
    expect(body.Resources.F.Properties).toEqual({ CodeUri: { Bucket: 'b', Key: 'k' } })
  })

  test.each([
    ['Api', 'TEMPLATE_FUNCTION_UNBUILT', '"../backend"', 20],
    ['Picture', 'TEMPLATE_FUNCTION_UNBUILT', 'has no code', 25],
    ['Shared', 'TEMPLATE_LAYER_UNBUILT', '"layers/shared"', 28],
    ['Own', 'TEMPLATE_LAYER_UNBUILT', '"layers/own"', 31],
  ])('%s that nothing was built for is refused at its place', (id, code, message, line) => {
    const { [id as 'Api']: _left, ...rest } = built
    expect(refusal(rest)).toMatchObject({ code, message: expect.stringContaining(message), where: { line } })
  })

  test.each([
    ['a zip for an image', { Picture: zip }, 'with an image'],
    ['an image for a zip', { Api: { image: 'x' } }, 'AWS::Serverless::Function'],
    ['an image for a layer', { Own: { image: 'x' } }, 'AWS::Lambda::LayerVersion'],
  ])('%s is refused', (_, change, message) => {
    expect(refusal({ ...built, ...change })).toMatchObject({
      code: 'TEMPLATE_FUNCTION_UNKNOWN',
      message: expect.stringContaining(message),
    })
  })

  test.each([
    ['CodeUri in a bucket', 'AWS::Serverless::Function', '{ CodeUri: s3://b/k }'],
    ['inline code', 'AWS::Serverless::Function', '{ InlineCode: x }'],
    ['a pushed image', 'AWS::Serverless::Function', '{ PackageType: Image, ImageUri: r@sha256:1 }'],
    ['ContentUri in a bucket', 'AWS::Serverless::LayerVersion', '{ ContentUri: s3://b/k }'],
  ])('%s needs no build', (_, type, properties) => {
    const one = parseTemplate(`Resources: { F: { Type: ${type}, Properties: ${properties} } }`, 'a.yaml')
    expect(() => withCode(one, {})).not.toThrow()
  })

  test('a local path in Globals counts for each function without its own', () => {
    const one = parseTemplate(
      'Globals: { Function: { CodeUri: ./src } }\nResources:\n  F: { Type: AWS::Serverless::Function }\n',
      'a.yaml',
    )
    expect(refusal({}, one)).toMatchObject({ code: 'TEMPLATE_FUNCTION_UNBUILT', where: { line: 1 } })
    expect(JSON.parse(withCode(one, { F: zip })).Resources.F.Properties.CodeUri).toEqual({ Bucket: 'b', Key: 'k' })
  })

  function refusal(code: Parameters<typeof withCode>[1], of: typeof template = template): unknown {
    try {
      return withCode(of, code)
    } catch (error) {
      return isProjectError(error) ? error : undefined
    }
  }
})
