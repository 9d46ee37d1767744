import { describe, expect, test } from 'vitest'
import { corrected } from './corrections.ts'
import { distilResource } from './distil-resource.ts'
import { distilShape, type JsonMap } from './distil-shape.ts'
import { isQuick, isReadable } from './patterns.ts'

const shapeOf = (schema: JsonMap): unknown => distilShape(schema, 'AWS::A::B', '/X')

describe('distilShape', () => {
  test.each([
    ['words', { type: 'string', description: 'd', title: 't', format: 'uri' }, { type: 'string' }],
    ['a reference', { $ref: '#/definitions/Tag', description: 'd' }, { ref: 'Tag' }],
    ['a reference to elsewhere', { $ref: '#/properties/Arn' }, { ref: '#/properties/Arn' }],
    ['a reference with a default', { allOf: [{ $ref: '#/definitions/Tag' }], default: {} }, { ref: 'Tag' }],
    ['types and null', { type: ['boolean', 'null'] }, { type: 'boolean' }],
    [
      'limits',
      { type: 'string', minLength: 1, maxLength: 5, enum: ['a'] },
      { type: 'string', minLength: 1, maxLength: 5, enum: ['a'] },
    ],
    ['one value', { const: 'a' }, { enum: ['a'] }],
    [
      'unique items',
      { type: 'array', uniqueItems: true, items: { type: 'string' } },
      { type: 'array', unique: true, items: { type: 'string' } },
    ],
    ['formats of text', { type: 'string', anyOf: [{ format: 'a' }, { format: 'b' }] }, { type: 'string' }],
    [
      'types that may stand for each other',
      { anyOf: [{ type: 'object' }, { type: 'string' }] },
      { type: ['object', 'string'] },
    ],
    [
      'groups of which one is there',
      { type: 'object', oneOf: [{ required: ['A'] }, { required: ['B'] }] },
      { type: 'object', oneOf: [['A'], ['B']] },
    ],
    [
      'groups that hold each other',
      { oneOf: [{ required: ['A'] }, { required: ['A', 'B'] }] },
      { anyOf: [['A'], ['A', 'B']] },
    ],
    ['names left free', { type: 'object', additionalProperties: false }, { type: 'object' }],
    [
      'names of a form',
      { patternProperties: { '^a': { type: 'string' } }, additionalProperties: false },
      { patterns: { '^a': { type: 'string' } }, additional: false },
    ],
    ['names of a form nobody can read', { patternProperties: { '[[:alpha:]]': {} }, additionalProperties: false }, {}],
  ] as const)('keeps of %s what rules need', (_, schema, expected) => {
    expect(shapeOf(schema as unknown as JsonMap)).toEqual(expected)
  })

  test('keeps branches that say more than a type', () => {
    const branches = [
      { type: 'object', properties: { A: { type: 'string' } }, additionalProperties: false },
      { type: 'string' },
    ]
    expect(shapeOf({ oneOf: branches })).toEqual({
      branches: [{ type: 'object', properties: { A: { type: 'string' } }, additional: false }, { type: 'string' }],
    })
  })

  test.each([
    ['10.0.0.0/16', true],
    ['0.0.0.0/0', true],
    ['255.255.255.255/32', true],
    ['10.0.0.0/33', false],
    ['10.0.0.256/16', false],
    ['10.0.0/16', false],
    ['10.0.0.0', false],
  ])('reads %s as a block of addresses: %s', (text, expected) => {
    const { pattern = '' } = distilShape({ type: 'string', format: 'ipv4-network' }, 'AWS::A::B', '/X')
    expect(new RegExp(pattern, 'u').test(text)).toBe(expected)
  })
})

describe('isReadable', () => {
  test.each([
    ['^[a-z]{1,3}$', true],
    ['^\\p{L}+$', true],
    ['^arn:aws[a-z\\-]*:', true],
    ['[[:alpha:]]', false],
    ['(?i)abc', false],
    ['\\Aabc\\Z', false],
    ['a++', false],
    ['[a-z*+]+', true],
    ['^\\p{L}{1,3}$', true],
    ['[', false],
  ])('%s: %s', (pattern, expected) => {
    expect(isReadable(pattern)).toBe(expected)
  })
})

describe('isQuick', () => {
  test.each([
    ['^[a-z]+(/[a-z]+)*$', true],
    ['^([a-z]+-)+[0-9]$', true],
    ['arn:aws(-[\\w]+)*:.+:.+:[0-9]{12}:.+', true],
    ['^(([0-9]|[1-9][0-9])\\.){3}$', true],
    ['^([A-Za-z0-9]+[A-Za-z0-9-.]*)*$', false],
    ['^[a-z0-9*](?:[._a-z0-9*]?[a-z0-9*]+)*$', false],
    ['^[a-z0-9]([-a-z0-9]*[a-z0-9]){0,39}?$', false],
    ['^https://([.a-z0-9]+/?){3,1016}$', false],
    ['^((a+)|b)+$', false],
  ])('%s: %s', (pattern, expected) => {
    expect(isQuick(pattern)).toBe(expected)
  })
})

describe('distilResource', () => {
  test('keeps paths, tags, the name and what references elsewhere lead to', () => {
    const schema: JsonMap = {
      typeName: 'AWS::A::Thing',
      properties: {
        ThingName: { type: 'string' },
        Arn: { type: 'string' },
        Like: { $ref: '#/properties/Arn' },
        Tags: {},
      },
      readOnlyProperties: ['/properties/Arn'],
      createOnlyProperties: ['/properties/ThingName', '/properties/List/*/properties/Key'],
      primaryIdentifier: ['/properties/Arn'],
      tagging: { taggable: true, tagProperty: '/properties/Tags' },
      replacementStrategy: 'delete_then_create',
      lifecycle: { status: 'sunset', date: '2026-01-01' },
    }
    expect(distilResource(schema, ['Extra'])).toMatchObject({
      name: 'AWS::A::Thing',
      definitions: { '#/properties/Arn': { type: 'string' } },
      readOnly: ['Arn'],
      createOnly: ['ThingName', 'List/*/Key'],
      identifier: ['Arn'],
      attributes: ['Extra'],
      tags: 'Tags',
      nameProperty: 'ThingName',
      deletesFirst: true,
      lifecycle: { status: 'sunset', date: '2026-01-01' },
    })
  })
})

test('a correction that no longer finds its place is an error', () => {
  expect(() => corrected({ typeName: 'AWS::Serverless::WebSocketApi' })).toThrow(
    'finds nothing to mend for FailOnWarnings',
  )
  expect(corrected({ typeName: 'AWS::S3::Bucket' })).toEqual({ typeName: 'AWS::S3::Bucket' })
})
