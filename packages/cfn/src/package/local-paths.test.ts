import { parseTemplate, type TemplateMap } from '@project-utils/template'
import { describe, expect, it } from 'vitest'
import { localPaths } from './local-paths.ts'
import { localProperties } from './local-properties.ts'

function found(value: object): readonly string[] {
  return localPaths({ value: value as TemplateMap }).map(({ path, text }) => `${path.join('/')} ${text}`)
}

/** A property's value at its path, with a name or an item for `*`. */
function nested(path: readonly string[], value: unknown): unknown {
  return path.toReversed().reduce((inner, step) => (step === '*' ? [inner] : { [step]: inner }), value)
}

describe('localPaths', () => {
  it.each(
    Object.entries(localProperties).flatMap(([type, properties]) =>
      properties.map((property) => [type, property.path.join('.'), property] as const),
    ),
  )('finds %s %s, and leaves addresses and functions alone', (type, _, { path }) => {
    const resources = (value: unknown) => ({ Resources: { A: { Type: type, Properties: nested(path, value) } } })
    expect(found(resources('./here'))).toEqual([expect.stringMatching(/^Resources\/A\/Properties\/.* \.\/here$/)])
    expect(found(resources('file://here'))).toHaveLength(1)
    for (const other of [
      's3://b/k',
      'https://b.s3.amazonaws.com/k',
      { Ref: 'P' },
      { Bucket: 'b', Key: 'k' },
      '',
      3,
      null,
    ])
      expect(found(resources(other))).toEqual([])
  })

  // Written out: a type that falls out of the table would be missed silently by the cases above.
  it.each([
    ['AWS::Lambda::Function', 'Code'],
    ['AWS::Serverless::Function', 'CodeUri'],
    ['AWS::Lambda::LayerVersion', 'Content'],
    ['AWS::Serverless::LayerVersion', 'ContentUri'],
    ['AWS::CloudFormation::Stack', 'TemplateURL'],
    ['AWS::CloudFormation::StackSet', 'TemplateURL'],
    ['AWS::Serverless::Application', 'Location'],
    ['AWS::Serverless::Api', 'DefinitionUri'],
    ['AWS::Serverless::HttpApi', 'DefinitionUri'],
    ['AWS::Serverless::StateMachine', 'DefinitionUri'],
    ['AWS::StepFunctions::StateMachine', 'DefinitionS3Location'],
    ['AWS::ApiGateway::RestApi', 'BodyS3Location'],
    ['AWS::AppSync::GraphQLSchema', 'DefinitionS3Location'],
    ['AWS::ElasticBeanstalk::ApplicationVersion', 'SourceBundle'],
  ])('takes what %s names in %s', (Type, property) => {
    expect(found({ Resources: { A: { Type, Properties: { [property]: './here' } } } })).toEqual([
      `Resources/A/Properties/${property} ./here`,
    ])
  })

  it.each([
    [
      'loops',
      {
        Resources: {
          'Fn::ForEach::L': ['N', ['a'], { '${N}F': { Type: 'AWS::Lambda::Function', Properties: { Code: 'c' } } }],
        },
      },
    ],
    ['Globals of functions', { Globals: { Function: { CodeUri: 'c' } } }],
    ['Globals of APIs', { Globals: { Api: { DefinitionUri: 'c' } } }],
    ['Metadata', { Metadata: { 'AWS::ServerlessRepo::Application': { LicenseUrl: 'c' } } }],
    [
      'an include',
      {
        Resources: {
          A: {
            Type: 'X',
            Properties: { B: { 'Fn::Transform': { Name: 'AWS::Include', Parameters: { Location: 'c' } } } },
          },
        },
      },
    ],
    ['an include at the top', { Transform: ['Other', { Name: 'AWS::Include', Parameters: { Location: 'c' } }] }],
    [
      'an include in a list',
      { Mappings: { M: [{ 'Fn::Transform': { Name: 'AWS::Include', Parameters: { Location: 'c' } } }] } },
    ],
  ])('finds those in %s', (_, template) => {
    expect(found(template)).toEqual([expect.stringMatching(/ c$/)])
  })

  it.each([
    [
      'images',
      { Resources: { A: { Type: 'AWS::Lambda::Function', Properties: { PackageType: 'Image', Code: 'c' } } } },
    ],
    ['other macros', { Transform: { Name: 'Own', Parameters: { Location: 'c' } } }],
    ['other types', { Resources: { A: { Type: 'Custom::A', Properties: { Code: 'c' } } } }],
    [
      'damaged parts',
      { Resources: { A: 3, B: { Type: 'AWS::Lambda::Function' }, 'Fn::ForEach::L': 'x' }, Globals: [], Metadata: 1 },
    ],
  ])('takes nothing of %s', (_, template) => {
    expect(found(template)).toEqual([])
  })

  it('leaves out the code of what comes from elsewhere, and nothing else of it', () => {
    const text =
      'Resources: { A: { Type: AWS::Lambda::Function, Properties: { Code: a } }, B: { Type: AWS::Lambda::Function, Properties: { Code: b } } }'
    expect(localPaths(parseTemplate(text, 'a.yaml'), new Set(['A'])).map(({ logicalId }) => logicalId)).toEqual(['B'])
  })
})
