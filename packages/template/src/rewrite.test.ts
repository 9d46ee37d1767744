import { describe, expect, it } from 'vitest'
import { parseTemplate } from './parse.ts'
import { rewriteTemplate } from './rewrite.ts'
import type { TemplateMap } from './value.ts'

const yaml = `# The API
Resources:
  Api: # answers
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: ./api # its folder
      Role: !GetAtt Role.Arn
      Policies: ["a", 'b']
  Layer: { Type: AWS::Lambda::LayerVersion, Properties: { Content: ./layer } }
  Role:
    Type: AWS::IAM::Role
`

const json = `{
  "Resources": {
    "Api": { "Type": "AWS::Lambda::Function", "Properties": { "Code":   "./api", "Role": "r" } }
  }
}`

function changed(text: string, change: (resources: Record<string, TemplateMap>) => object): string {
  const { value } = parseTemplate(text, 'a.yaml')
  const resources = structuredClone(value['Resources']) as Record<string, TemplateMap>
  return rewriteTemplate(text, 'a.yaml', { ...value, Resources: { ...resources, ...change(resources) } } as TemplateMap)
}

/** A resource with other properties. */
function having(resource: TemplateMap | undefined, properties: object): object {
  return { ...resource, Properties: { ...(resource?.['Properties'] as object), ...properties } }
}

describe('rewriteTemplate', () => {
  it('changes the values that differ, and nothing else', () => {
    const text = changed(yaml, ({ Api, Layer }) => ({
      Api: having(Api, { CodeUri: { Bucket: 'b', Key: 'a/1' }, Policies: ['a', 'x: y'] }),
      Layer: having(Layer, { Content: { S3Bucket: 'b', S3Key: 'c' } }),
    }))
    expect(text).toBe(
      yaml
        .replace('./api', '{ Bucket: b, Key: a/1 }')
        .replace("'b'", '"x: y"')
        .replace('./layer', '{ S3Bucket: b, S3Key: c }'),
    )
  })

  it('keeps the form of JSON', () => {
    const text = changed(json, ({ Api }) => ({ Api: having(Api, { Code: { S3Bucket: 'b' } }) }))
    expect(text).toBe(json.replace('"./api"', '{ "S3Bucket": "b" }'))
  })

  it('writes a new key before the others', () => {
    const text = changed(yaml, ({ Api, Layer }) => ({
      Api: having(Api, { Timeout: 3 }),
      Layer: having(Layer, { Name: 'yes' }),
    }))
    expect(text).toBe(
      yaml.replace('CodeUri', 'Timeout: 3\n      CodeUri').replace('{ Content', '{ Name: "yes", Content'),
    )
  })

  it('gives an unchanged template back as it is', () => {
    expect(changed(yaml, () => ({}))).toBe(yaml)
  })

  it.each([
    ['a value that several places share', 'Resources:\n  A: &a { Type: X::Y::Z, Properties: { P: 1 } }\n  B: *a\n'],
    [
      'a text of several lines',
      'Resources:\n  A:\n    Type: X::Y::Z\n    Properties:\n      P: >-\n        one\n        two\n',
    ],
    ['a key that is no plain text', 'Resources:\n  A:\n    Type: X::Y::Z\n    Properties:\n      "P": 1\n      1: 2\n'],
    ['properties that are not there', 'Resources:\n  A:\n    Type: X::Y::Z\n'],
  ])('means the new value also with %s', (_, text) => {
    const { value } = parseTemplate(text, 'a.yaml')
    const { A } = value['Resources'] as Record<string, TemplateMap>
    const wanted = { ...value, Resources: { ...(value['Resources'] as object), A: having(A, { P: { Q: 'r' } }) } }
    const result = rewriteTemplate(text, 'a.yaml', wanted as TemplateMap)
    expect(parseTemplate(result, 'a.yaml').value).toEqual(wanted)
  })

  it.each([
    ['the first', 'CodeUri', '      CodeUri: ./api # its folder\n'],
    ['one in the middle', 'Role', '      Role: !GetAtt Role.Arn\n'],
    ['the last', 'Policies', `      Policies: ["a", 'b']\n`],
  ])('takes out %s key of a mapping with its line', (_, key, line) => {
    const text = changed(yaml, ({ Api }) => {
      const properties = Object.entries((Api?.['Properties'] ?? {}) as TemplateMap)
      return { Api: { ...Api, Properties: Object.fromEntries(properties.filter(([name]) => name !== key)) } }
    })
    expect(text.replaceAll(/\n\s*\n/g, '\n')).toBe(yaml.replace(line, ''))
  })

  it('takes out a key within a line', () => {
    const text = changed(yaml, ({ Layer }) => ({ Layer: { Type: Layer?.['Type'] } }))
    expect(text).toContain('  Layer: { Type: AWS::Lambda::LayerVersion }\n')
  })

  it('writes a mapping anew where no key of it is left', () => {
    const text = changed(yaml, ({ Api }) => ({ Api: { ...Api, Properties: { Timeout: 3 } } }))
    expect(text).toContain('Properties:\n      { Timeout: 3 }\n  Layer: {')
  })

  it('is JSON where it cannot be changed in place', () => {
    const shared = 'Resources:\n  A: &a { Type: X::Y::Z, Properties: { P: 1 } }\n  B: *a\n'
    const text = changed(shared, ({ B }) => ({ B: having(B, { P: 2 }) }))
    expect(JSON.parse(text)).toMatchObject({ Resources: { A: { Properties: { P: 1 } }, B: { Properties: { P: 2 } } } })
  })
})
