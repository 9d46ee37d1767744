import type { CloudFormationClient } from '@aws-sdk/client-cloudformation'
import { describe, expect, it } from 'vitest'
import { functionNames } from './names.ts'

type Page = { readonly StackResourceSummaries?: readonly object[]; readonly NextToken?: string } | Error

function play(pages: readonly Page[]) {
  const sent: object[] = []
  const send = async (command: { readonly input: object }): Promise<Page> => {
    const page = pages[sent.length] ?? {}
    sent.push(command.input)
    if (page instanceof Error) throw page
    return page
  }
  return { client: async () => ({ send }) as unknown as CloudFormationClient, sent }
}

const resource = (LogicalResourceId: string, PhysicalResourceId: string, ResourceStatus = 'CREATE_COMPLETE') => ({
  ...{ LogicalResourceId, PhysicalResourceId, ResourceStatus },
})

function failure(message: string): Error {
  return Object.assign(new Error(message), { name: 'ValidationError', $metadata: { httpStatusCode: 400 } })
}

describe('functionNames', () => {
  it('asks nobody where templates fix all names', async () => {
    const { client, sent } = play([])
    const names = await functionNames([{ logicalId: 'Api', stackName: 's', name: 'p-dev-api' }], client)
    expect([...names]).toEqual([['Api', 'p-dev-api']])
    expect(sent).toEqual([])
  })

  it('asks each stack once, page by page, and leaves out what was deleted or never made', async () => {
    const { client, sent } = play([
      {
        StackResourceSummaries: [resource('Api', 's-Api-1'), resource('Old', 's-Old-1', 'DELETE_COMPLETE')],
        NextToken: 'n',
      },
      { StackResourceSummaries: [resource('Vote', 's-Vote-1')] },
    ])
    const ids = ['Api', 'Old', 'Vote', 'Later']
    const names = await functionNames(
      ids.map((logicalId) => ({ logicalId, stackName: 's' })),
      client,
    )
    expect([...names]).toEqual([
      ['Api', 's-Api-1'],
      ['Vote', 's-Vote-1'],
    ])
    expect(sent).toMatchObject([{ StackName: 's' }, { StackName: 's', NextToken: 'n' }])
  })

  it('takes a stack that is not there for one without functions, and tells other failures', async () => {
    const given = [{ logicalId: 'Api', stackName: 's' }]
    const absent = play([failure('Stack with id s does not exist')])
    expect((await functionNames(given, absent.client)).size).toBe(0)
    const broken = play([failure('something else')])
    await expect(functionNames(given, broken.client)).rejects.toMatchObject({ code: expect.stringMatching(/^AWS_/) })
  })
})
