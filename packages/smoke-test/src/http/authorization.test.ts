import { createHash, createHmac } from 'node:crypto'
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import type { JsonWithText } from '@project-utils/project'
import { expect, test } from 'vitest'
import { problemsOf } from '../steps/step.test.fixture.ts'
import { clientOf, run, scope, serve, step } from '../suite.test.fixture.ts'

const expectations = { status: 200 }

/** A server that keeps what it was sent. */
async function listen(): Promise<{ readonly origin: string; readonly seen: IncomingMessage[] }> {
  const seen: IncomingMessage[] = []
  const origin = await serve((request, response) => {
    seen.push(request)
    response.end()
  })
  return { origin, seen }
}

test('sends a bearer token and basic credentials as headers', async () => {
  const { origin, seen } = await listen()
  const { passed } = await run([
    step('http', { get: origin, auth: { bearer: 'token-1234' }, expect: expectations }),
    step('http', { get: origin, auth: { basic: { user: 'ada', password: 'pa:ss' } }, expect: expectations }),
  ])
  expect(passed).toBe(2)
  expect(seen.map(({ headers }) => headers.authorization)).toEqual(['Bearer token-1234', 'Basic YWRhOnBhOnNz'])
})

test('keeps what says who sends out of all that is told, also where the server echoes it', async () => {
  const origin = await serve((request, response) =>
    response.end(`you are ${request.headers.authorization ?? request.headers['x-api-key']}`),
  )
  const basic = { user: 'ada', password: 'open-sesame' }
  const { notices, ...result } = await run([
    step('http', { get: origin, auth: { bearer: 'token-1234' }, expect: { text: 'me' } }),
    step('http', { get: origin, auth: { basic }, expect: { text: 'me' } }),
    step('http', { get: origin, headers: { 'x-api-key': 'key-key-key' }, expect: { text: 'me' } }),
  ])
  const told = JSON.stringify([notices, result])
  for (const secret of ['token-1234', 'open-sesame', Buffer.from('ada:open-sesame').toString('base64'), 'key-key-key'])
    expect(told).not.toContain(secret)
  expect(result.steps[0]?.exchange?.request.headers).toMatchObject({ authorization: '•••' })
  expect(result.steps[0]?.exchange?.response?.body).toBe('you are Bearer •••')
})

const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI', sessionToken: 'session-token-1' }
const client = clientOf({ config: { credentials: async () => credentials } })

/** The signature by the book: AWS general reference, Signature Version 4. */
function signatureOf({ method, url }: IncomingMessage, headers: IncomingHttpHeaders, body: string, scopeText: string) {
  const hash = (text: string): string => createHash('sha256').update(text).digest('hex')
  const names = /SignedHeaders=([^,]+)/.exec(headers.authorization ?? '')?.[1]?.split(';') ?? []
  const [path = '', query = ''] = (url ?? '').split('?')
  const sorted = query.split('&').sort().join('&')
  const lines = names.map((name) => `${name}:${String(headers[name]).trim()}\n`).join('')
  const canonical = [method, path, sorted, lines, names.join(';'), hash(body)].join('\n')
  const text = ['AWS4-HMAC-SHA256', headers['x-amz-date'], scopeText, hash(canonical)].join('\n')
  const key = scopeText
    .split('/')
    .reduce<string | Buffer>(
      (one, part) => createHmac('sha256', one).update(part).digest(),
      `AWS4${credentials.secretAccessKey}`,
    )
  return createHmac('sha256', key).update(text).digest('hex')
}

const signings = [
  ['sigv4', '/reports?b=2&a=1', 'execute-api', 'us-east-1'],
  ['sigv4', '/_aws/lambda-url/abc/', 'lambda', 'us-east-1'],
  [{ sigv4: { service: 'es', region: 'eu-west-1' } }, '/', 'es', 'eu-west-1'],
] as const

test.each(signings)('signs with the credentials of the session: %j to %s', async (auth, path, service, region) => {
  let verified: unknown
  const origin = await serve(async (request, response) => {
    const body = (await request.toArray()).join('')
    const { authorization = '' } = request.headers
    const [, scopeText = ''] = /Credential=AKIDEXAMPLE\/([^,]+)/.exec(authorization) ?? []
    verified = {
      scope: scopeText.slice(9),
      isRight: authorization.endsWith(`Signature=${signatureOf(request, request.headers, body, scopeText)}`),
      token: request.headers['x-amz-security-token'],
    }
    response.end()
  })
  const settings = { post: origin + path, auth, body: { a: 1 }, expect: expectations }
  const { steps } = await run([step('http', settings as Readonly<Record<string, JsonWithText>>)], { client })
  expect(steps[0]?.message).toBeUndefined()
  expect(verified).toEqual({
    scope: `${region}/${service}/aws4_request`,
    isRight: true,
    token: 'session-token-1',
  })
})

test('needs an account to sign, and says so', async () => {
  const { origin, seen } = await listen()
  const { steps } = await run([step('http', { get: origin, auth: 'sigv4', expect: expectations })], {
    environment: scope,
  })
  expect(steps[0]?.message).toBe('the step needs an AWS account, and the suite is run without one')
  expect(seen).toEqual([])
})

test('signs every hop anew on the way, and says who sends to no other origin, nor back from there', async () => {
  const seen: (readonly [string, boolean])[] = []
  const keep = (name: string, request: IncomingMessage): void =>
    void seen.push([`${name}${request.url}`, request.headers.authorization !== undefined])
  let home = ''
  const other = await serve((request, response) => {
    keep('other', request)
    response.writeHead(302, { location: `${home}/c` }).end()
  })
  home = await serve((request, response) => {
    keep('home', request)
    const next = { '/a': '/b', '/b': `${other}/x` }[request.url ?? '']
    if (next === undefined) response.end('there')
    else response.writeHead(302, { location: next }).end()
  })
  const auths = ['sigv4', { bearer: 'token-1234' }] as const
  for (const auth of auths) {
    const { passed } = await run([step('http', { get: `${home}/a`, auth, follow: true, expect: { text: 'there' } })], {
      client,
    })
    expect(passed).toBe(1)
    expect(seen.splice(0)).toEqual([
      ['home/a', true],
      ['home/b', true],
      ['other/x', false],
      ['home/c', false],
    ])
  }
})

const wrong: readonly (readonly [JsonWithText, RegExp])[] = [
  ['hello', /says not who sends/],
  [{}, /says not who sends/],
  [{ bearer: 'a', basic: { user: 'a', password: 'b' } }, /says not who sends/],
  [{ bearer: 'my secret' }, /^a bearer token is a text without spaces/],
  [{ basic: { user: 'a:b', password: 'c' } }, /basic needs a user, without colon/],
  [{ basic: 'a' }, /basic needs a user/],
  [{ sigv4: { service: 'Execute Api' } }, /is no service/],
  [{ sigv4: { name: 'x' } }, /"name" is no setting/],
]

test.each(wrong)('refuses auth: %j, and shows no secret', (auth, message) => {
  const problems = problemsOf('http', { get: 'https://a.example/', auth, expect: expectations })
  expect(problems.join('\n')).toMatch(message)
  expect(problems.join('\n')).not.toContain('my secret')
})

test('refuses to say twice who sends, and a password in an address without showing it', () => {
  const settings = {
    get: 'https://a.example/',
    headers: { Authorization: 'x' },
    auth: { bearer: 'y' },
    expect: expectations,
  }
  expect(problemsOf('http', settings)).toEqual(['headers say already who sends (auth)'])
  const [problem] = problemsOf('http', { get: 'https://ada:hunter22@a.example/', expect: expectations })
  expect(problem).toBe('an address says not who sends (get)')
})
