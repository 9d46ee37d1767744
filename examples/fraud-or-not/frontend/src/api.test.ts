import { expect, it } from 'vitest'
import { openApi } from './api.ts'
import { loadConfig, parseConfig } from './config.ts'

function answering(status: number, body: string) {
  const requests: (readonly [string, RequestInit | undefined])[] = []
  const send: typeof fetch = async (url, init) => {
    requests.push([String(url), init])
    return new Response(body, { status })
  }
  return { send, requests }
}

it('asks for a list with its query', async () => {
  const { send, requests } = answering(200, '{"items":[]}')
  expect(await openApi('https://api.example', send).list({ sort: 'votes', limit: 5 })).toEqual({ items: [] })
  expect(requests[0]?.[0]).toBe('https://api.example/reports?sort=votes&limit=5')
})

it('sends a vote as JSON to the report it is for', async () => {
  const { send, requests } = answering(201, '{"id":"a/b"}')
  await openApi('https://api.example', send).vote('a/b', { verdict: 'fraud', voter: 'me' })
  expect(requests).toMatchObject([
    ['https://api.example/reports/a%2Fb/votes', { method: 'POST', body: '{"verdict":"fraud","voter":"me"}' }],
  ])
})

it.each([
  [409, '{"error":{"code":"already-voted","message":"you have voted"}}', 'already-voted', 'You have voted.'],
  [502, '<html>', '502', 'The server answered with an error (502).'],
])('turns an answer of %i into words for people', async (status, body, code, message) => {
  const { send } = answering(status, body)
  await expect(openApi('https://api.example', send).read('a')).rejects.toMatchObject({ code, message })
})

it('says that the server cannot be reached', async () => {
  const send: typeof fetch = () => Promise.reject(new TypeError('Failed to fetch'))
  await expect(openApi('https://api.example', send).read('a')).rejects.toMatchObject({ code: 'unreachable' })
})

it.each([
  [{ apiUrl: 'https://a.example/' }, { apiUrl: 'https://a.example', showLeaderboard: false, environment: '' }],
  [
    { apiUrl: 'http://localhost:1/x', showLeaderboard: true, environment: 'dev' },
    { apiUrl: 'http://localhost:1/x', showLeaderboard: true, environment: 'dev' },
  ],
  [
    { apiUrl: 'https://a.example', showLeaderboard: 'false' },
    { apiUrl: 'https://a.example', showLeaderboard: false, environment: '' },
  ],
])('reads the settings %j', (settings, config) => {
  expect(parseConfig(settings)).toEqual(config)
})

it.each([undefined, null, 'text', {}, { apiUrl: 'nowhere' }])('refuses the settings %j', (settings) => {
  expect(() => parseConfig(settings)).toThrow('name no API')
})

it('says that the settings are not there', async () => {
  await expect(loadConfig(answering(403, '').send)).rejects.toThrow('not found (403)')
  await expect(loadConfig(answering(200, '<html>').send)).rejects.toThrow('name no API')
})
