import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import type { Notice } from '@project-utils/contract'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { Job } from '../step-kind.ts'
import { deployedWorld, emptyWorld } from '../world.test.fixture.ts'
import type { World } from '../world.ts'
import { announce } from './announce.ts'

/** A chat on this machine that answers with a status and keeps what it was told. */
async function chat(status: number): Promise<{ readonly url: string; readonly told: string[] }> {
  const told: string[] = []
  const server = createServer(async (request, response) => {
    told.push(await text(request))
    response.writeHead(status).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`, told }
}

function worldWith(webhook: string, local = false): World {
  const world = emptyWorld()
  return { ...world, scope: { ...world.scope, local }, project: { ...world.project, announce: { webhook } } }
}

async function play(world: World) {
  const notices: Notice[] = []
  const masked: string[] = []
  const bench = { run: 'r2', actor: 'me', masker: { add: (secret: string) => masked.push(secret) } }
  const context = { signal: new AbortController().signal, emit: (notice: Notice) => notices.push(notice) }
  const job = { bench, world, context, known: new Map(), step: announce.plan(world)[0] } as unknown as Job
  return { result: await announce.apply(job), notices, masked }
}

describe('announce', () => {
  it('is no step without a webhook, nor without a change', () => {
    expect(announce.plan(emptyWorld())).toEqual([])
    const resting = deployedWorld()
    expect(announce.plan({ ...resting, project: { ...resting.project, announce: { webhook: 'x' } } })).toEqual([])
  })

  it('tells the chat, and the fact with the answer', async () => {
    const { url, told } = await chat(200)
    const { result, notices, masked } = await play(worldWith(url, true))
    expect(result.outcome).toBe('done')
    expect(told.map((one) => JSON.parse(one))).toEqual([{ text: 'p dev: release r2 is live (me)' }])
    expect(notices).toEqual([{ type: 'fact', name: 'release.announced', data: { release: 'r2', status: 200 } }])
    expect(masked).toEqual([url])
  })

  it('warns and goes on where the chat refuses', async () => {
    const { url } = await chat(404)
    const { result, notices } = await play(worldWith(url))
    expect(result.outcome).toBe('skipped')
    expect(notices).toMatchObject([{ type: 'warning', message: expect.stringContaining('404') }])
  })

  it('warns and goes on where nobody answers', async () => {
    const { result, notices } = await play(worldWith('http://127.0.0.1:9/hook'))
    expect(result.outcome).toBe('skipped')
    expect(notices).toMatchObject([{ type: 'warning' }])
  })

  it('says nothing to the outside from the local cloud', async () => {
    const { result, notices } = await play(worldWith('https://chat.example.com/hook', true))
    expect(result.outcome).toBe('skipped')
    expect(notices).toMatchObject([{ message: expect.stringContaining('local cloud') }])
  })
})
