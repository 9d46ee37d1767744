import type { Session } from '@project-utils/aws'
import { expect, test } from 'vitest'
import { readAllResources } from './read-resources.ts'
import type { StackLook } from './read-stacks.ts'

const signal = new AbortController().signal
const look = (key: string, resources: StackLook['resources']): StackLook => ({
  ...{ key, name: key, isThere: true, outputs: {}, resources },
})
const nested = (physicalId: string) => ({ physicalId, type: 'AWS::CloudFormation::Stack', stack: 'x' })

/** A session whose CloudFormation knows the resources of nested stacks by their ARNs. */
function sessionOf(stacks: Readonly<Record<string, Readonly<Record<string, string>>>>): Session {
  const send = async ({ input }: { readonly input: { readonly StackName: string } }): Promise<unknown> => ({
    Stacks: [{ StackStatus: 'CREATE_COMPLETE' }],
    StackResourceSummaries: Object.entries(stacks[input.StackName] ?? {}).map(([id, type]) => ({
      ...{
        LogicalResourceId: id,
        PhysicalResourceId: type.endsWith('Stack') ? `arn:${id}` : `p-${id}`,
        ResourceType: type,
      },
    })),
  })
  return { client: () => ({ send }) } as unknown as Session
}

test('finds what lies in nested stacks, however deep, and what has the same logical id in two stacks', async () => {
  const api = { physicalId: 'api-1', type: 'AWS::Lambda::Function', stack: 'one' }
  const session = sessionOf({
    'arn:Child': { Queue: 'AWS::SQS::Queue', Grandchild: 'AWS::CloudFormation::Stack' },
    'arn:Grandchild': { Api: 'AWS::Lambda::Function' },
  })
  const top = [
    look('one', { Api: api, Child: nested('arn:Child') }),
    look('two', { Api: { ...api, physicalId: 'api-2' } }),
  ]
  const found = await readAllResources(top, session, undefined, signal)
  expect(found.filter(({ type }) => !type.endsWith('Stack')).map(({ physicalId }) => physicalId)).toEqual([
    'api-1',
    'api-2',
    'p-Queue',
    'p-Api',
  ])
})
