import type { Scope } from '@project-utils/contract'
import { parseTemplate } from '@project-utils/template'
import { expect, test } from 'vitest'
import { compareStacks } from './compare-stacks.ts'

const scope: Scope = {
  ...{ project: 'shop', environment: 'dev', tier: 'full', account: '111111111111', region: 'eu-west-1' },
}

const table = (key: string, indexes: readonly string[] = [], name = ''): string => `
Resources:
  Reports:
    Type: AWS::DynamoDB::Table
    Properties:
      ${name === '' ? '' : `TableName: ${name}`}
      KeySchema: [{ AttributeName: ${key}, KeyType: HASH }]
      GlobalSecondaryIndexes: [${indexes.map((one) => `{ IndexName: ${one}, KeySchema: [{ AttributeName: a, KeyType: HASH }] }`).join(', ')}]
`

const compare = (before: string | undefined, after: string, accept: readonly string[] = []) => {
  const stack = { key: 'app', name: 'shop-dev-app', template: parseTemplate(after, 'app.yaml'), parameters: {} }
  return compareStacks([before === undefined ? stack : { ...stack, before }], scope, { accept, against: 'main' })
}

test('tells a replacement, its cause and its risk, which may be accepted', async () => {
  const { steps, notes } = await compare(table('pk'), table('id'))
  expect(steps[0]).toMatchObject({
    id: 'stack.app',
    action: 'modify',
    changes: [{ action: 'replace', before: 'pk', after: 'id', reason: 'is replaced because its KeySchema changes' }],
    risks: [{ kind: 'data-loss', subject: 'Reports' }],
  })
  expect(notes).toEqual(['compared with main, without asking AWS'])
  const accepted = await compare(table('pk'), table('id'), ['Reports'])
  expect(accepted.steps[0]?.risks[0]?.accepted).toBe(true)
})

test('a stack that another version does not have is new, and one that means the same is left out', async () => {
  expect((await compare(undefined, table('pk'))).steps[0]).toMatchObject({
    action: 'create',
    title: 'Create stack shop-dev-app',
  })
  expect((await compare(`# a comment\n${table('pk')}`, table('pk'))).steps).toEqual([])
})

test.each([
  ['two indexes at once', table('pk'), table('pk', ['a', 'b'])],
  ['a replacement of what has a fixed name', table('pk', [], 'reports'), table('id', [], 'reports')],
])('refuses %s', async (_, before, after) => {
  const { refusals } = await compare(before, after)
  expect(refusals).toMatchObject([{ code: 'CFN_UPDATE_REFUSED', where: { file: 'app.yaml' } }])
})

test('tells outputs and exports, also where no resource changes', async () => {
  const text = (outputs: string): string => `${table('pk')}Outputs: ${outputs}\n`
  const { steps } = await compare(
    text('{ A: { Value: 1 }, B: { Value: !Ref Reports }, C: { Value: x, Export: { Name: n } } }'),
    text('{ B: { Value: !GetAtt Reports.Arn }, C: { Value: x, Export: { Name: m } }, D: { Value: 4 } }'),
  )
  expect(steps[0]?.changes?.map(({ subject, path, before, after }) => [subject, path, before, after])).toEqual([
    ['shop-dev-app', 'Outputs.A', '1', undefined],
    ['shop-dev-app', 'Outputs.B', `\${Reports}`, `\${Reports.Arn}`],
    ['shop-dev-app', 'Outputs.C', 'x exported as n', 'x exported as m'],
    ['shop-dev-app', 'Outputs.D', undefined, '4'],
  ])
})
