import { parseTemplate } from '@project-utils/template'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type DesiredInput, desireStack } from './desired.ts'
import { resolveOutputs } from './outputs.ts'

const text = (resources: string): string => `
Parameters: { Env: { Type: String, Default: dev }, Version: { Type: String, Default: $LATEST } }
Resources:
  F: { Type: AWS::Lambda::Function, Properties: { Code: ./src } }
  Live: { Type: AWS::Lambda::Alias, Properties: { Name: live, FunctionName: !Ref F, FunctionVersion: !Ref Version } }
${resources}`

function input(more: Partial<DesiredInput> = {}, resources = ''): DesiredInput {
  const template = parseTemplate(text(resources), 'app.yaml')
  const code = { F: { bucket: 'b', key: 'k' } }
  return {
    key: 'app',
    name: 'shop-dev-app',
    template,
    code,
    parameters: { Env: 'dev' },
    tags: { a: '1', b: '2' },
    ...more,
  }
}

describe('desireStack', () => {
  const base = desireStack(input())

  test.each<[string, Partial<DesiredInput>]>([
    ['a parameter', { parameters: { Env: 'prod' } }],
    ['a tag', { tags: { a: '1', b: '3' } }],
    ['the code', { code: { F: { bucket: 'b', key: 'k2' } } }],
  ])('%s changes the digest', (_, more) => {
    expect(desireStack(input(more)).digest).not.toBe(base.digest)
  })

  test('a resource changes digest and template hash', () => {
    const other = desireStack(input({}, '  Q: { Type: AWS::SQS::Queue }\n'))
    expect(other.digest).not.toBe(base.digest)
    expect(other.templateSha).not.toBe(base.templateSha)
  })

  test('the version of a managed alias is the stack’s own: it is no parameter and does not change the digest', () => {
    const moved = desireStack(input({ parameters: { Env: 'dev', Version: '7' } }))
    expect(moved).toMatchObject({ managed: ['Version'], parameters: { Env: 'dev' }, digest: base.digest })
  })

  test('where the body lies does not change the digest', () => {
    expect(desireStack(input({ templateUrl: 'https://s3.us-east-1.amazonaws.com/b/t' })).digest).toBe(base.digest)
  })

  test('the order of parameters and tags changes nothing', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.stringMatching(/^[a-z]{1,5}$/), fc.string()), (values) => {
        const turned = Object.fromEntries(Object.entries(values).toReversed())
        const digests = [values, turned].map((one) => desireStack(input({ parameters: one, tags: one })).digest)
        expect(digests[0]).toBe(digests[1])
      }),
    )
  })

  test.each([
    ['', []],
    ['  R: { Type: AWS::IAM::Role }\n', ['CAPABILITY_IAM']],
    ['  R: { Type: AWS::IAM::Role, Properties: { RoleName: r } }\n', ['CAPABILITY_NAMED_IAM']],
    ['  R: { Type: AWS::IAM::Role, Properties: { RoleName: !ImportValue r } }\n', ['CAPABILITY_NAMED_IAM']],
    ['  N: { Type: AWS::CloudFormation::Stack }\n', ['CAPABILITY_AUTO_EXPAND', 'CAPABILITY_NAMED_IAM']],
    ['Transform: AWS::LanguageExtensions\n', ['CAPABILITY_AUTO_EXPAND', 'CAPABILITY_NAMED_IAM']],
  ])('the capabilities follow from the template (%#)', (resources, expected) => {
    expect(desireStack(input({}, resources)).capabilities).toEqual(expected)
  })

  test('refuses what CloudFormation cannot take at all', () => {
    const description = `Description: ${'x'.repeat(1_050_000)}\n`
    expect(() => desireStack(input({}, description))).toThrow(
      expect.objectContaining({ code: 'CFN_TEMPLATE_TOO_LARGE' }),
    )
  })
})

test('resolveOutputs finds an output by stack and name, and nothing else', () => {
  const lookup = resolveOutputs({ app: { outputs: { ApiUrl: 'https://x' } } })
  expect(lookup({ kind: 'outputs', stack: 'app', output: 'ApiUrl' })).toBe('https://x')
  expect(lookup({ kind: 'outputs', stack: 'app', output: 'Other' })).toBeUndefined()
  expect(lookup({ kind: 'outputs', stack: 'gone', output: 'ApiUrl' })).toBeUndefined()
  expect(lookup({ kind: 'ssm', name: '/x' })).toBeUndefined()
})
