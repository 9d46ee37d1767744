import type { Session } from '@project-utils/aws'
import type { StackSettings } from '@project-utils/project'
import { expect, test } from 'vitest'
import { readStacks } from './read-stacks.ts'

const signal = new AbortController().signal
const stack = (key: string): StackSettings => ({ key, name: `votes-dev-${key}` }) as StackSettings

/** A session whose CloudFormation answers by the name of the command. */
function sessionOf(answer: (command: string, input: Readonly<Record<string, unknown>>) => unknown): Session {
  const send = async (command: { readonly input: Readonly<Record<string, unknown>> }): Promise<unknown> => {
    const given = answer(command.constructor.name, command.input)
    if (given instanceof Error) throw given
    return given
  }
  return { client: () => ({ send }) } as unknown as Session
}

test('reads outputs and all pages of resources', async () => {
  const session = sessionOf((command, { NextToken }) => {
    if (command === 'DescribeStacksCommand')
      return { Stacks: [{ StackStatus: 'UPDATE_COMPLETE', Outputs: [{ OutputKey: 'Url', OutputValue: 'https://x' }] }] }
    const summary = (id: string) => ({ LogicalResourceId: id, PhysicalResourceId: `p-${id}`, ResourceType: 'T' })
    return NextToken === undefined
      ? { StackResourceSummaries: [summary('A'), { LogicalResourceId: 'Pending', ResourceType: 'T' }], NextToken: '2' }
      : { StackResourceSummaries: [summary('B')] }
  })
  expect(await readStacks([stack('app')], session, undefined, signal)).toEqual([
    {
      key: 'app',
      name: 'votes-dev-app',
      isThere: true,
      status: 'UPDATE_COMPLETE',
      outputs: { Url: 'https://x' },
      resources: {
        A: { physicalId: 'p-A', type: 'T', stack: 'votes-dev-app' },
        B: { physicalId: 'p-B', type: 'T', stack: 'votes-dev-app' },
      },
    },
  ])
})

test('takes a stack that does not exist for one without anything, and any other refusal for what it is', async () => {
  const refusal = (name: string, message: string): Error =>
    Object.assign(new Error(message), { name, $fault: 'client', $metadata: {} })
  const absent = sessionOf(() => refusal('ValidationError', 'Stack with id votes-dev-app does not exist'))
  expect(await readStacks([stack('app')], absent, undefined, signal)).toMatchObject([{ isThere: false, outputs: {} }])
  const denied = sessionOf(() => refusal('AccessDenied', 'not authorized to perform cloudformation:DescribeStacks'))
  await expect(readStacks([stack('app')], denied, undefined, signal)).rejects.toThrow('reading stack votes-dev-app')
})
