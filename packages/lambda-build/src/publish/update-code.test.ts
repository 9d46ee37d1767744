import type { LambdaClient } from '@aws-sdk/client-lambda'
import { describe, expect, it } from 'vitest'
import { updateCode } from './update-code.ts'

const signal = AbortSignal.timeout(60_000)
const state = (CodeSha256: string, RevisionId: string, more: object = {}): object => ({
  ...{ CodeSha256, RevisionId, State: 'Active', LastUpdateStatus: 'Successful', MemorySize: 512 },
  ...more,
})
const input = { name: 'f', bucket: 'b', key: 'k', codeSha256: 'new', architecture: 'arm64' }

/** A function that changes by what is sent: each update is answered by the next of the answers. */
function play(states: readonly object[], answers: readonly (Error | object)[]) {
  const sent: object[] = []
  let [looks, updates] = [0, 0]
  const send = async (command: { readonly input: object }): Promise<unknown> => {
    if (command.constructor.name === 'GetFunctionConfigurationCommand')
      return states[Math.min(looks++, states.length - 1)]
    sent.push(command.input)
    const answer = answers[Math.min(updates++, answers.length - 1)]
    if (answer instanceof Error) throw answer
    return answer
  }
  return { lambda: { send } as unknown as LambdaClient, sent }
}

function failure(name: string, status?: number): Error {
  const metadata = status === undefined ? {} : { $metadata: { httpStatusCode: status } }
  return Object.assign(new Error(name), { name, ...metadata })
}

describe('updateCode', () => {
  it('sends nothing where the function runs that code already', async () => {
    const { lambda, sent } = play([state('new', 'r1')], [])
    expect(await updateCode(lambda, input, { signal })).toMatchObject({ updated: false })
    expect(sent).toEqual([])
  })

  it('sends key, architecture and revision once, and waits until the update has arrived', async () => {
    const { lambda, sent } = play(
      [state('old', 'r1'), state('new', 'r2', { LastUpdateStatus: 'InProgress' }), state('new', 'r3')],
      [{}],
    )
    expect(await updateCode(lambda, input, { signal })).toMatchObject({ updated: true, state: { revisionId: 'r3' } })
    expect(sent).toEqual([{ FunctionName: 'f', S3Bucket: 'b', S3Key: 'k', RevisionId: 'r1', Architectures: ['arm64'] }])
  })

  it.each([
    ['no answer came', failure('TimeoutError')],
    ['the service failed', failure('ServiceException', 500)],
    ['a retry of the client found a newer revision', failure('PreconditionFailedException', 412)],
    ['a retry of the client met the update itself', failure('ResourceConflictException', 409)],
  ])('takes the update for done where %s and the new code is there', async (_, error) => {
    const { lambda, sent } = play([state('old', 'r1'), state('new', 'r2')], [error])
    expect(await updateCode(lambda, input, { signal })).toMatchObject({ updated: true })
    expect(sent).toHaveLength(1)
  })

  it('tries again, from the present revision, while something else is in the way', async () => {
    const { lambda, sent } = play(
      [state('old', 'r1'), state('old', 'r2'), state('new', 'r3')],
      [failure('ResourceConflictException', 409), {}],
    )
    expect(await updateCode(lambda, input, { signal })).toMatchObject({ updated: true })
    expect(sent).toMatchObject([{ RevisionId: 'r1' }, { RevisionId: 'r2' }])
  })

  it.each<[string, readonly object[], Error | object, string]>([
    [
      'another code came in between',
      [state('old', 'r1'), state('x', 'r2')],
      failure('PreconditionFailedException', 412),
      'LAMBDA_CHANGED_MEANWHILE',
    ],
    [
      'another configuration came in between',
      [state('old', 'r1'), state('old', 'r2', { MemorySize: 1024 })],
      failure('ResourceConflictException', 409),
      'LAMBDA_CHANGED_MEANWHILE',
    ],
    ['the bucket holds another zip', [state('old', 'r1'), state('x', 'r2')], {}, 'LAMBDA_CODE_DIFFERENT'],
    [
      'the update failed',
      [state('old', 'r1'), state('new', 'r2', { LastUpdateStatus: 'Failed' })],
      {},
      'LAMBDA_UPDATE_FAILED',
    ],
    ['a right is missing', [state('old', 'r1')], failure('AccessDeniedException', 403), 'AWS_ACCESS_DENIED'],
  ])('refuses where %s', async (_, states, answer, code) => {
    const { lambda, sent } = play(states, [answer])
    await expect(updateCode(lambda, input, { signal })).rejects.toMatchObject({ code })
    expect(sent).toHaveLength(1)
  })

  it('gives up where nothing arrived and no answer came, without sending it again', async () => {
    const { lambda, sent } = play([state('old', 'r1')], [failure('TimeoutError')])
    await expect(updateCode(lambda, input, { signal })).rejects.toMatchObject({ code: expect.stringMatching(/^AWS_/) })
    expect(sent).toHaveLength(1)
  })
})
