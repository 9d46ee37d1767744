import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseTemplate } from '../parse.ts'
import { resolveTemplate } from '../resolve.ts'
import { diffTemplates, type TemplateDifference } from './diff-templates.ts'

const parse = (text: string) => parseTemplate(text, 'a.yaml')

/** A template whose queue has the property, written in YAML. */
const withProperty = (value: string): string =>
  `Resources:\n  Q: { Type: AWS::SQS::Queue, Properties: { P: ${value}, Other: 1 } }\n  R: { Type: T }\n`

function differences(before: string, after: string): readonly TemplateDifference[] {
  return diffTemplates(parse(before), parse(after))
}

describe('what means the same is no difference', () => {
  test.each([
    ['a short form', '!GetAtt R.Arn', '{ "Fn::GetAtt": [R, Arn] }'],
    ['a number as text', '5', '"5"'],
    ['a boolean as text', 'true', '"true"'],
    ['a Sub of one name', '!Sub "${R}"', '!Ref R'],
    ['a Sub of one attribute', '!Sub "${R.Arn}"', '!GetAtt R.Arn'],
    ['a Sub that replaces nothing', '!Sub plain', 'plain'],
    ['a join written as Sub', '!Join ["-", [a, !Ref R, b]]', '!Sub "a-${R}-b"'],
    ['variables of a Sub', '!Sub ["${x}/${y}", { x: !Ref R, y: !Sub "z-${R}" }]', '!Sub "${R}/z-${R}"'],
    ['the order of keys', '{ a: 1, b: 2 }', '{ b: 2, a: 1 }'],
    [
      'the order of tags',
      '[{ Key: a, Value: 1 }, { Key: b, Value: 2 }]',
      '[{ Key: b, Value: 2 }, { Key: a, Value: "1" }]',
    ],
    ['what vanishes', '{ a: 1, b: !Ref "AWS::NoValue" }', '{ a: 1 }'],
    ['an item that vanishes', '[1, !Ref "AWS::NoValue"]', '[1]'],
    [
      'the order of conditions',
      '!If [C, !Or [{Condition: A}, {Condition: B}], x]',
      '!If [C, !Or [{Condition: B}, {Condition: A}], x]',
    ],
  ])('%s', (_, one, other) => {
    expect(differences(withProperty(one), withProperty(other))).toEqual([])
  })

  test.each([
    ['comments and layout', 'Resources: { A: { Type: T } } # x\n', '{"Resources": {"A": {"Type": "T"}}}'],
    ['empty properties', 'Resources: { A: { Type: T, Properties: {} } }', 'Resources: { A: { Type: T } }'],
    [
      'a dependency in a list',
      'Resources: { A: { Type: T, DependsOn: [B, C] }, B: { Type: T }, C: { Type: T } }',
      'Resources: { C: { Type: T }, B: { Type: T }, A: { Type: T, DependsOn: [C, B, B] } }',
    ],
    [
      'a transform in a list',
      'Transform: [M]\nResources: { A: { Type: T } }',
      'Transform: M\nResources: { A: { Type: T } }',
    ],
    [
      'a version of the format',
      'AWSTemplateFormatVersion: "2010-09-09"\nResources: { A: { Type: T } }',
      'Resources: { A: { Type: T } }',
    ],
  ])('%s', (_, one, other) => {
    expect(differences(one, other)).toEqual([])
  })
})

describe('what means something else', () => {
  test.each([
    ['a value', '{ a: { b: 1 } }', '{ a: { b: 2 } }', ['changed', 'Resources.Q.Properties.P.a.b', 1, 2]],
    ['a key more', '{ a: 1 }', '{ a: 1, b: 2 }', ['added', 'Resources.Q.Properties.P.b', undefined, 2]],
    ['a key less', '{ a: 1, b: 2 }', '{ a: 1 }', ['removed', 'Resources.Q.Properties.P.b', 2, undefined]],
    ['an item', '[a, b]', '[a, c]', ['changed', 'Resources.Q.Properties.P.1', 'b', 'c']],
    ['a list of another length', '[a]', '[a, b]', ['changed', 'Resources.Q.Properties.P', ['a'], ['a', 'b']]],
    [
      'one tag',
      '[{ Key: a, Value: 1 }, { Key: b, Value: 2 }]',
      '[{ Key: b, Value: 3 }, { Key: a, Value: 1 }]',
      ['changed', 'Resources.Q.Properties.P.0.Value', 2, 3],
    ],
    [
      'a piece of a text',
      '!Sub "a-${R}"',
      '!Sub "b-${R}"',
      ['changed', 'Resources.Q.Properties.P', { 'Fn::Sub': 'a-${R}' }, { 'Fn::Sub': 'b-${R}' }],
    ],
    [
      'a number within JSON',
      '{ EventPattern: { n: [5] } }',
      '{ EventPattern: { n: ["5"] } }',
      ['changed', 'Resources.Q.Properties.P.EventPattern.n.0', 5, '5'],
    ],
    [
      'text that looks like a name',
      '"${R}"',
      '!Sub "${R}"',
      ['changed', 'Resources.Q.Properties.P', '${R}', { 'Fn::Sub': '${R}' }],
    ],
  ])('%s', (_, one, other, [kind, path, before, after]) => {
    const [first, ...more] = differences(withProperty(one), withProperty(other))
    expect([first?.kind, first?.path.join('.'), first?.before, first?.after]).toEqual([kind, path, before, after])
    expect([first?.section, first?.name, more]).toEqual(['Resources', 'Q', []])
  })

  test('is told section by section, in the order of reading', () => {
    const before =
      'Description: a\nParameters: { P: { Type: String, Default: 1 } }\nMappings: { M: { a: { b: 1 } } }\nResources: { A: { Type: T }, B: { Type: T } }\nOutputs: { O: { Value: 1 } }\n'
    const after =
      'Description: b\nParameters: { P: { Type: String, Default: 2 } }\nConditions: { C: !Equals [a, b] }\nResources: { A: { Type: U }, N: { Type: T } }\nOutputs: { O: { Value: 1, Condition: C } }\n'
    expect(differences(before, after).map(({ kind, path }) => `${kind} ${path.join('.')}`)).toEqual([
      'changed Description',
      'changed Parameters.P.Default',
      'removed Mappings.M',
      'added Conditions.C',
      'added Outputs.O.Condition',
      'changed Resources.A.Type',
      'removed Resources.B',
      'added Resources.N',
    ])
  })

  test('is seen within loops where resolved templates are compared', () => {
    const loop = (names: string): string =>
      `Transform: AWS::LanguageExtensions\nResources:\n  Fn::ForEach::L: [X, [${names}], { "A\${X}": { Type: T } }]\n`
    const [one, other] = [loop('a, b'), loop('b, c')].map(
      (text) => resolveTemplate(parse(text), { parameters: {}, pseudo: {} }).template,
    )
    const found = one === undefined || other === undefined ? [] : diffTemplates(one, other)
    expect(found.map(({ kind, name }) => `${kind} ${name}`)).toEqual(['removed Aa', 'added Ac'])
  })
})

describe('for all templates', () => {
  const value = fc.jsonValue({ maxDepth: 3 })
  const body = fc
    .dictionary(fc.stringMatching(/^[A-Z][a-z]{0,5}$/), value, { minKeys: 1, maxKeys: 4 })
    .map((properties) => JSON.stringify({ Resources: { A: { Type: 'T', Properties: properties } } }))

  test('nothing differs from itself, however its keys are ordered', () => {
    fc.assert(
      fc.property(body, (text) => {
        const turned = JSON.stringify(JSON.parse(text), (_, item: unknown) =>
          typeof item === 'object' && item !== null && !Array.isArray(item)
            ? Object.fromEntries(Object.entries(item).toReversed())
            : item,
        )
        expect(differences(text, turned)).toEqual([])
      }),
    )
  })

  test('the way back has the same differences, turned round', () => {
    const turned = { added: 'removed', removed: 'added', changed: 'changed' } as const
    const key = ({ kind, section, name, before, after }: TemplateDifference): string =>
      JSON.stringify([kind, section, name, before ?? 'absent', after ?? 'absent'])
    fc.assert(
      fc.property(body, body, (one, other) => {
        const back = differences(other, one).map((each) => ({
          ...each,
          kind: turned[each.kind],
          before: each.after,
          after: each.before,
        }))
        expect(back.map((each) => key(each as TemplateDifference)).toSorted()).toEqual(
          differences(one, other).map(key).toSorted(),
        )
      }),
    )
  })
})
