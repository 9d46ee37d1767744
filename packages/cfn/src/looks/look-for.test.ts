import type { Session } from '@project-utils/aws'
import { namedTypes } from '@project-utils/template/validate'
import { describe, expect, test } from 'vitest'
import { lookFor } from './look-for.ts'
import { unlooked } from './unlooked.ts'

/** A session whose one client answers as it is told. */
function sessionOf(answer: (command: { readonly input: unknown }) => unknown): Session {
  const client = { send: async (command: { readonly input: unknown }) => answer(command) }
  return {
    region: 'eu-west-1',
    identity: async () => ({ account: '111111111111', arn: 'arn:aws:iam::111111111111:user/ci' }),
    client: () => client,
  } as unknown as Session
}

function refusal(name: string): Error {
  return Object.assign(new Error(name), { name, $metadata: { httpStatusCode: 400 } })
}

describe('lookFor', () => {
  test.each(Object.keys(namedTypes))('has a look or a reason for %s', (type) => {
    const look = lookFor(type)
    expect(typeof look === 'string' ? look : typeof look).not.toBe('no read by name is known for this type')
  })

  test('has no reason for a type that can be looked for, and none for a type that has no name', () => {
    for (const type of Object.keys(unlooked)) {
      expect(namedTypes, type).toHaveProperty([type])
      expect(lookFor(type)).toBe(unlooked[type])
    }
  })

  test.each([
    ['AWS::ECS::Cluster', 'shop', 'AWS::ECS::Cluster', 'shop'],
    ['AWS::Events::Rule', 'nightly', 'AWS::Events::Rule', 'arn:aws:events:eu-west-1:111111111111:rule/nightly'],
    ['AWS::Events::Rule', 'bus|nightly', 'AWS::Events::Rule', 'arn:aws:events:eu-west-1:111111111111:rule/bus/nightly'],
    [
      'AWS::Serverless::StateMachine',
      'orders',
      'AWS::StepFunctions::StateMachine',
      'arn:aws:states:eu-west-1:111111111111:stateMachine:orders',
    ],
    ['AWS::SageMaker::Model', 'Price', 'AWS::SageMaker::Model', 'arn:aws:sagemaker:eu-west-1:111111111111:model/price'],
  ])('asks Cloud Control for %s %s by what it knows it by', async (type, name, typeName, identifier) => {
    const asked: unknown[] = []
    const session = sessionOf(({ input }) => {
      asked.push(input)
      return { ResourceDescription: { Identifier: identifier } }
    })
    const look = lookFor(type)
    expect(typeof look === 'string' ? look : await look(session, name)).toBe(true)
    expect(asked).toEqual([{ TypeName: typeName, Identifier: identifier }])
  })

  test('takes "not found" as free, and any other answer as no answer', async () => {
    const look = lookFor('AWS::ECS::Cluster')
    if (typeof look === 'string') throw new Error(look)
    const absent = sessionOf(() => {
      throw refusal('ResourceNotFoundException')
    })
    const denied = sessionOf(() => {
      throw refusal('AccessDeniedException')
    })
    expect(await look(absent, 'shop')).toBe(false)
    await expect(look(denied, 'shop')).rejects.toThrow('AccessDeniedException')
    await expect(
      look(
        sessionOf(() => ({})),
        'shop',
      ),
    ).rejects.toThrow('names no resource')
  })
})
