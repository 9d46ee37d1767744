import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { LambdaClient } from '@aws-sdk/client-lambda'
import { isProjectError } from '@project-utils/contract'
import { describe, expect, it } from 'vitest'
import { permissions } from '../permissions.ts'
import { moveAlias, publishVersion } from './apply.ts'
import { readAlias, readFunction } from './read.ts'
import { nextPause } from './wait.ts'

/** Answers for each command, by its name without `Command`, one after the other; the last one stays. */
type Script = Readonly<Record<string, readonly unknown[]>>

const signal = AbortSignal.timeout(60_000)
const latest = {
  CodeSha256: 'new',
  Version: '$LATEST',
  RevisionId: 'r1',
  State: 'Active',
  LastUpdateStatus: 'Successful',
  MemorySize: 512,
}
const version = (number: number, more: object = {}): object => ({ ...latest, Version: `${number}`, ...more })

describe('publishVersion', () => {
  it('publishes with code hash and revision, and waits until the version is active', async () => {
    const { lambda, sent } = play({
      GetFunctionConfiguration: [latest, version(1, { State: 'Pending' }), version(1)],
      ListVersionsByFunction: [{ Versions: [latest] }],
      PublishVersion: [version(1)],
    })
    expect(await publishVersion(lambda, { name: 'f', codeSha256: 'new' }, { signal })).toEqual({
      version: '1',
      reused: false,
    })
    expect(sent).toContainEqual(['PublishVersion', { FunctionName: 'f', CodeSha256: 'new', RevisionId: 'r1' }])
    expect(sent.at(-1)).toEqual(['GetFunctionConfiguration', { FunctionName: 'f', Qualifier: '1' }])
  })

  it('waits for an update that is still on its way before it compares anything', async () => {
    const { lambda } = play({
      GetFunctionConfiguration: [{ ...latest, CodeSha256: 'old', LastUpdateStatus: 'InProgress' }, latest, version(1)],
      ListVersionsByFunction: [{ Versions: [] }],
      PublishVersion: [version(1)],
    })
    expect(await publishVersion(lambda, { name: 'f', codeSha256: 'new' }, { signal })).toMatchObject({ version: '1' })
  })

  it('takes the newest version, from whatever page, where code and configuration are the same', async () => {
    const { lambda, sent } = play({
      GetFunctionConfiguration: [latest, version(10)],
      ListVersionsByFunction: [{ Versions: [version(10)], NextMarker: 'm' }, { Versions: [version(9)] }],
    })
    expect(await publishVersion(lambda, { name: 'f', codeSha256: 'new' }, { signal })).toEqual({
      version: '10',
      reused: true,
    })
    expect(sent).toContainEqual(['GetFunctionConfiguration', { FunctionName: 'f', Qualifier: '10' }])
  })

  it.each([
    ['code', { CodeSha256: 'old' }],
    ['memory', { MemorySize: 1024 }],
    ['environment', { Environment: { Variables: { A: 'b' } } }],
  ])('publishes again where only the %s of the newest version differs', async (_, more) => {
    const { lambda } = play({
      GetFunctionConfiguration: [latest, version(3, more), version(4)],
      ListVersionsByFunction: [{ Versions: [version(3, more)] }],
      PublishVersion: [version(4)],
    })
    expect(await publishVersion(lambda, { name: 'f', codeSha256: 'new' }, { signal })).toEqual({
      version: '4',
      reused: false,
    })
  })

  it('tries again while another update is in the way', async () => {
    const { lambda, sent } = play({
      GetFunctionConfiguration: [latest, version(1)],
      ListVersionsByFunction: [{}],
      PublishVersion: [failure('ResourceConflictException'), version(1)],
    })
    expect(await publishVersion(lambda, { name: 'f', codeSha256: 'new' }, { signal })).toMatchObject({ version: '1' })
    expect(sent.filter(([name]) => name === 'PublishVersion')).toHaveLength(2)
  })

  it.each<[string, Script, string]>([
    ['other code in $LATEST', { GetFunctionConfiguration: [{ ...latest, CodeSha256: 'x' }] }, 'LAMBDA_CODE_DIFFERENT'],
    ['a version with other code', published(version(1, { CodeSha256: 'x' })), 'LAMBDA_CODE_DIFFERENT'],
    [
      'a code hash that Lambda refuses',
      published(failure('InvalidParameterValueException', 'CodeSHA256 (new) is different')),
      'LAMBDA_CODE_DIFFERENT',
    ],
    ['a change in between', published(failure('PreconditionFailedException')), 'LAMBDA_CHANGED_MEANWHILE'],
    ['a missing right', published(failure('AccessDeniedException')), 'AWS_ACCESS_DENIED'],
    [
      'a failed update',
      { GetFunctionConfiguration: [{ ...latest, LastUpdateStatus: 'Failed', LastUpdateStatusReason: 'no image' }] },
      'LAMBDA_UPDATE_FAILED',
    ],
    [
      'a function that is gone',
      { GetFunctionConfiguration: [failure('ResourceNotFoundException')] },
      'LAMBDA_FUNCTION_NOT_FOUND',
    ],
  ])('refuses %s', async (_, script, code) => {
    const { lambda } = play(script)
    await expect(publishVersion(lambda, { name: 'f', codeSha256: 'new' }, { signal })).rejects.toMatchObject({ code })
  })

  it.each<[string, Error]>([
    ['no answer came', Object.assign(new Error('timeout'), { name: 'TimeoutError' })],
    ['a retry of the client found a newer revision', failure('PreconditionFailedException')],
  ])('takes a version of its own for published where %s', async (_, error) => {
    const { lambda, sent } = play({
      GetFunctionConfiguration: [latest, version(6, { CodeSha256: 'old' }), version(7)],
      ListVersionsByFunction: [{ Versions: [version(6)] }, { Versions: [version(6), version(7)] }],
      PublishVersion: [error],
    })
    expect(await publishVersion(lambda, { name: 'f', codeSha256: 'new' }, { signal })).toEqual({
      version: '7',
      reused: false,
    })
    expect(sent.filter(([name]) => name === 'PublishVersion')).toHaveLength(1)
  })

  it("does not take somebody else's version for its own", async () => {
    const { lambda } = play({
      GetFunctionConfiguration: [latest, version(7, { CodeSha256: 'other' })],
      ListVersionsByFunction: [{}, { Versions: [version(7)] }],
      PublishVersion: [failure('PreconditionFailedException')],
    })
    const publishing = publishVersion(lambda, { name: 'f', codeSha256: 'new' }, { signal })
    await expect(publishing).rejects.toMatchObject({ code: 'LAMBDA_CHANGED_MEANWHILE' })
  })

  it('stops waiting when it is to stop', async () => {
    const { lambda } = play({ GetFunctionConfiguration: [{ ...latest, State: 'Pending' }] })
    const stop = new AbortController()
    const publishing = publishVersion(lambda, { name: 'f', codeSha256: 'new' }, { signal: stop.signal })
    stop.abort()
    const error: unknown = await publishing.catch((thrown) => thrown)
    expect(error).toMatchObject({ name: 'AbortError' })
    expect(isProjectError(error)).toBe(false)
  })
})

describe('moveAlias', () => {
  const move = { name: 'f', alias: 'live', version: '7', revisionId: 'r1' }

  it('moves all traffic, guarded by the revision it was read at', async () => {
    const { lambda, sent } = play({ UpdateAlias: [{}] })
    await moveAlias(lambda, move)
    const RoutingConfig = { AdditionalVersionWeights: {} }
    expect(sent).toEqual([
      ['UpdateAlias', { FunctionName: 'f', Name: 'live', FunctionVersion: '7', RevisionId: 'r1', RoutingConfig }],
    ])
  })

  it('takes its own earlier move for what it is', async () => {
    const { lambda } = play({
      UpdateAlias: [failure('PreconditionFailedException')],
      GetAlias: [{ FunctionVersion: '7' }],
    })
    await expect(moveAlias(lambda, move)).resolves.toBeUndefined()
  })

  it('looks where the alias points when every answer was lost', async () => {
    const reset = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' })
    const { lambda } = play({ UpdateAlias: [reset], GetAlias: [{ FunctionVersion: '7' }] })
    await expect(moveAlias(lambda, move)).resolves.toBeUndefined()
    const { lambda: unmoved } = play({ UpdateAlias: [reset], GetAlias: [{ FunctionVersion: '6' }] })
    await expect(moveAlias(unmoved, move)).rejects.toMatchObject({ code: 'AWS_UNREACHABLE', cause: reset })
    const { lambda: blind } = play({ UpdateAlias: [reset], GetAlias: [failure('ExpiredTokenException')] })
    await expect(moveAlias(blind, move)).rejects.toMatchObject({ code: 'AWS_UNREACHABLE', cause: reset })
  })

  it.each<[string, Script, object]>([
    [
      'somebody else moved it, and says where it points',
      { UpdateAlias: [failure('PreconditionFailedException')], GetAlias: [{ FunctionVersion: '6' }] },
      { code: 'LAMBDA_ALIAS_MOVED', message: expect.stringContaining('version 6') },
    ],
    ['it is gone', { UpdateAlias: [failure('ResourceNotFoundException')] }, { code: 'LAMBDA_ALIAS_NOT_FOUND' }],
  ])('refuses when %s', async (_, script, expected) => {
    await expect(moveAlias(play(script).lambda, move)).rejects.toMatchObject(expected)
  })
})

describe('reading', () => {
  it('hashes the configuration without what AWS changes by itself, and whatever the order', async () => {
    const one = { ...latest, Environment: { Variables: { A: '1', B: '2' } }, VpcConfig: { SubnetIds: ['s2', 's1'] } }
    const other = {
      ...version(4),
      Environment: { Variables: { B: '2', A: '1' } },
      VpcConfig: { SubnetIds: ['s1', 's2'] },
      RevisionId: 'r9',
      LastModified: 'later',
      FunctionArn: 'arn:4',
      RuntimeVersionConfig: { RuntimeVersionArn: 'patched' },
    }
    const { lambda } = play({ GetFunctionConfiguration: [one, other, { ...one, Timeout: 9 }] })
    const [first, second, third] = [
      await readFunction(lambda, 'f'),
      await readFunction(lambda, 'f', '4'),
      await readFunction(lambda, 'f'),
    ]
    expect(second.configSha).toBe(first.configSha)
    expect(third.configSha).not.toBe(first.configSha)
    expect(second).toMatchObject({ version: '4', revisionId: 'r9', codeSha256: 'new' })
  })

  it('tells a missing alias from one that is there', async () => {
    const { lambda } = play({
      GetAlias: [failure('ResourceNotFoundException'), { FunctionVersion: '2', RevisionId: 'r', AliasArn: 'arn' }],
    })
    expect(await readAlias(lambda, 'f', 'live')).toBeUndefined()
    expect(await readAlias(lambda, 'f', 'live')).toEqual({ version: '2', revisionId: 'r', arn: 'arn' })
  })
})

it('looks after 100 ms, then ever less often, every 2 s at last', () => {
  const pauses = Array.from({ length: 9 }).reduce<number[]>((list) => [...list, nextPause(list.at(-1) ?? 0)], [100])
  expect(pauses.slice(0, 4)).toEqual([100, 150, 225, 337.5])
  expect(pauses.at(-1)).toBe(2000)
})

it('needs exactly the rights that its commands ask for', () => {
  const files = ['../sdk.ts', '../layer/sdk.ts'].map((file) => readFileSync(join(import.meta.dirname, file), 'utf8'))
  const commands = files.join('').match(/\w+(?=Command\b)/g) ?? []
  const actions = commands.map((name) => `lambda:${name === 'Invoke' ? 'InvokeFunction' : name}`)
  expect(permissions.filter((action) => action.startsWith('lambda:'))).toEqual(actions.sort())
})

function play(script: Script): { readonly lambda: LambdaClient; readonly sent: unknown[][] } {
  const sent: unknown[][] = []
  const asked = new Map<string, number>()
  const send = async (command: { readonly input: unknown }): Promise<unknown> => {
    const name = command.constructor.name.replace(/Command$/, '')
    sent.push([name, command.input])
    const index = asked.get(name) ?? 0
    asked.set(name, index + 1)
    const answers = script[name] ?? [new Error(`${name} was not expected`)]
    const answer = answers[Math.min(index, answers.length - 1)]
    if (answer instanceof Error) throw answer
    return answer
  }
  return { lambda: { send } as unknown as LambdaClient, sent }
}

function published(answer: unknown): Script {
  return { GetFunctionConfiguration: [latest], ListVersionsByFunction: [{}], PublishVersion: [answer] }
}

function failure(name: string, message = name): Error {
  return Object.assign(new Error(message), { name, $metadata: { httpStatusCode: 400 } })
}
