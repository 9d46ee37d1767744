import { parseTemplate } from '@project-utils/template'
import { describe, expect, test } from 'vitest'
import { type LinkedTemplate, stackOrder } from './order.ts'

const linked = (text: string, parameters: Readonly<Record<string, string>> = {}): LinkedTemplate => ({
  template: parseTemplate(text, 'one.yaml'),
  parameters,
  pseudo: { stackName: 'shop-dev-data', region: 'eu-west-1', account: '111111111111' },
})
const queue = 'Resources: { Jobs: { Type: AWS::SQS::Queue } }\n'
const exporting = (name: string): string =>
  `${queue}Outputs: { Arn: { Value: !GetAtt Jobs.Arn, Export: { Name: ${name} } } }`
const importing = (name: string): string =>
  `Resources: { Name: { Type: AWS::SSM::Parameter, Properties: { Type: String, Value: { "Fn::ImportValue": ${name} } } } }`
const stack = (key: string, more: object = {}) => ({ key, parameters: {}, after: [], ...more })

describe('stackOrder', () => {
  test('a stack comes after those whose outputs it takes', () => {
    const reference = { kind: 'outputs', stack: 'data', output: 'Arn' } as const
    const app = stack('app', { parameters: { Queue: { parts: [reference], where: {} } } })
    const order = stackOrder({ data: stack('data'), app }, { data: linked(queue), app: linked(queue) })
    expect(order['app']).toEqual({ after: ['data'], takes: ['data'], imports: [] })
  })

  test.each([
    ['by its name', 'shop-queue', 'shop-queue'],
    ['by a name that is put together', '!Sub "${AWS::StackName}-queue"', 'shop-dev-data-queue'],
    ['by a name of another spelling', '!Join ["-", [shop, dev, queue]]', '!Sub "shop-${Stage}-queue"'],
  ])('a stack comes after the one whose export it imports %s', (_, exported, imported) => {
    const reader = `Parameters: { Stage: { Type: String } }\n${importing(imported)}`
    const templates = { data: linked(exporting(exported)), app: linked(reader, { Stage: 'dev' }) }
    const { app } = stackOrder({ app: stack('app'), data: stack('data') }, templates)
    expect(app).toEqual({ after: ['data'], takes: [], imports: [{ key: 'data', output: 'Arn' }] })
  })

  test('an import that is not known, or of somebody else, says nothing', () => {
    const reader = `Parameters: { Stage: { Type: String } }\n${importing('!Ref Stage')}`
    const templates = { data: linked(exporting('shop-queue')), app: linked(reader), more: linked(importing('others')) }
    const order = stackOrder({ data: stack('data'), app: stack('app'), more: stack('more') }, templates)
    expect([order['app']?.after, order['more']?.after]).toEqual([[], []])
  })

  test('what is told explicitly counts, once', () => {
    const app = stack('app', { after: ['data', 'data'] })
    expect(stackOrder({ data: stack('data'), app }, {})['app']?.after).toEqual(['data'])
  })

  test('a stack that imports its own export does not wait for itself', () => {
    const text = `${importing('shop-queue')}\nOutputs: { Arn: { Value: x, Export: { Name: shop-queue } } }`
    expect(stackOrder({ app: stack('app') }, { app: linked(text) })['app']?.after).toEqual([])
  })
})
