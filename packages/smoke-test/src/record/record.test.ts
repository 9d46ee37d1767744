import type { IncomingMessage, ServerResponse } from 'node:http'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { judgeSuite } from '../suite/judge.ts'
import { run, serve } from '../suite.test.fixture.ts'
import { har, load, record } from './record.test.fixture.ts'

const json = 'application/json; charset=utf-8'
const id = '7f9c24e5-1111-4a2b-9c3d-0123456789ab'

/** A little application: pages, a list, one of its items. */
function answer(request: IncomingMessage, response: ServerResponse): void {
  const { pathname } = new URL(request.url ?? '/', 'http://any')
  const send = (status: number, type: string, body: string): void => {
    response.writeHead(status, { 'content-type': type })
    response.end(body)
  }
  if (pathname === '/') send(200, 'text/html', '<html><title>Votes</title></html>')
  else if (pathname === '/reports')
    send(200, json, JSON.stringify({ items: [{ id, length: 3, at: new Date().toISOString() }], next: null }))
  else if (pathname === `/reports/${id}`) send(200, json, JSON.stringify({ id, votes: { fraud: 1 }, tags: [] }))
  else send(404, json, '{"message":"unknown"}')
}

describe('a HAR file', () => {
  it('becomes a suite that is accepted and passes against the same server', async () => {
    const origin = await serve(answer)
    const get = async (path: string) => {
      const response = await fetch(origin + path)
      const type = response.headers.get('content-type') ?? ''
      return { url: origin + path, status: response.status, type, answer: await response.text() }
    }
    const list = await get('/reports?limit=1')
    const yaml = await record(har([await get('/'), list, list, await get(`/reports/${id}`), await get('/nope')]))
    const suite = await load(yaml)
    expect((await judgeSuite(suite, { tier: 'read-only' })).problems).toEqual([])
    expect(suite.steps.map(({ name }) => name)).toEqual([
      'GET /reports (2 times)',
      'GET /',
      'GET /reports/…',
      'GET /nope',
    ])
    expect(suite.steps[0]).toMatchObject({
      settings: {
        get: `${origin}/reports?limit=1`,
        expect: {
          status: 200,
          headers: { 'content-type': { contains: 'application/json' } },
          json: { items: [{ fields: { id: 'string', length: 'number', at: 'string' } }], next: 'any' },
        },
      },
      capture: { id: 'items[0].id' },
    })
    expect(yaml).toContain(`${origin}/reports/\${captured.id}`)
    expect(suite.steps[1]).toMatchObject({ settings: { expect: { text: { contains: 'Votes' } } } })
    const { ok, steps } = await run(suite.steps)
    expect(steps.flatMap(({ message }) => message ?? [])).toEqual([])
    expect(ok).toBe(true)
  })

  it('makes a suite that fails once the answer has another shape', async () => {
    const origin = await serve((_, response) => {
      response.setHeader('content-type', 'application/json')
      response.end('{"items":"none"}')
    })
    const yaml = await record(har([{ url: `${origin}/reports`, type: json, answer: '{"items":[{"id":1}]}' }]))
    expect(await run((await load(yaml)).steps)).toMatchObject({ ok: false })
  })

  it('leaves out what writes unless it is asked for, and then says so', async () => {
    const source = har([
      { url: 'https://api.example/reports', type: json, answer: '[]' },
      {
        method: 'POST',
        url: 'https://api.example/reports',
        headers: { 'content-type': json },
        body: '{"message":"${env}"}',
        status: 201,
      },
      { method: 'OPTIONS', url: 'https://api.example/reports', status: 204 },
      { url: 'https://api.example/down', status: 503 },
    ])
    const careful = await record(source)
    expect(careful).toContain('# left out: POST /reports: it writes (--writes takes it)')
    expect(careful).toContain('# left out: requests 1 that only asked for permission (OPTIONS)')
    expect(careful).toContain('# left out: requests 1 that ended in an error of the server')
    expect((await load(careful)).steps).toHaveLength(1)
    const { steps } = await load(await record(source, { writes: true }))
    expect(steps[1]).toMatchObject({
      writes: true,
      settings: { post: 'https://api.example/reports', body: { message: '${env}' }, expect: { status: 201 } },
    })
    expect((await judgeSuite({ steps }, { tier: 'read-only' })).problems).toMatchObject([
      { code: 'SMOKE_WRITES_REFUSED' },
    ])
  })

  it('refers to the outputs of a stack whose address it finds', async () => {
    const source = har([
      { url: 'https://api.example/dev/reports' },
      { url: 'https://d111.cloudfront.net/' },
      { url: 'https://other.example/' },
    ])
    const yaml = await record(source, {
      outputs: {
        'outputs.app.ApiUrl': 'https://api.example/dev',
        'outputs.app.Short': 'https://api.example',
        'outputs.app.Domain': 'd111.cloudfront.net',
        'outputs.app.Bucket': 'votes-site',
      },
    })
    expect(yaml).toContain('${outputs.app.ApiUrl}/reports')
    expect(yaml).toContain('https://${outputs.app.Domain}/')
    expect(yaml).toContain('https://other.example/')
  })

  it('takes the most frequent routes up to the limit', async () => {
    const source = har(['/a/1', '/b', '/a/2', '/c'].map((path) => ({ url: `https://api.example${path}` })))
    const yaml = await record(source, { limit: 2 })
    expect((await load(yaml)).steps.map(({ name }) => name)).toEqual(['GET /a/… (2 times)', 'GET /b'])
    expect(yaml).toContain('# left out: 1 less frequent routes (--limit 3 takes them)')
  })

  it.each([
    ['{"log":', /no JSON/, undefined],
    ['{"a":1}', /has no log|no access log/, undefined],
    ['{"log":{}}', /no list of entries/, ['log', 'entries']],
    ['{"log":{"entries":[{}]}}', /no request/, ['log', 'entries', 0, 'request']],
    ['{"log":{"entries":[{"request":{"method":"GET"}}]}}', /no address/, ['log', 'entries', 0, 'request', 'url']],
    ['', /empty/, undefined],
    ['what is this', /no access log/, undefined],
  ])('refuses %j, with the place', async (source, message, path) => {
    const where = path === undefined ? expect.objectContaining({ file: 'source' }) : { file: 'source', path }
    await expect(record(source)).rejects.toMatchObject({
      code: 'SMOKE_RECORDING_INVALID',
      message: expect.stringMatching(message),
      where,
    })
  })
})

describe('secrets', () => {
  const secret = {
    bearer: 'b3arer-AAbb11-value',
    cookie: 'sid=c00kie-value-9; theme=dark-c00kie',
    key: 'k3y-value-of-api-XYZ',
    query: 'qu3ry-token-value',
    jwt: 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhZGEifQ.c2lnbmF0dXJlLW9mLWl0',
    field: 'f1eld-password-value',
    form: 'f0rm-secret-value',
    path: 'Zx9Kq2Lm8Pw4Rt6Yv1Bn3Cd5Fg7Hj0Ka2Sd4Qw6Er8',
    access: 'AKIAIOSFODNN7EXAMPLE',
    basic: 'ada:b4sic-password',
    answer: 'answ3r-token-value',
  }

  it('are never written, in no form', async () => {
    const source = har([
      {
        url: `https://api.example/me?access_token=${secret.query}&next=%2Fa`,
        headers: { Authorization: `Bearer ${secret.bearer}`, Cookie: secret.cookie, 'X-Api-Key': secret.key },
        type: json,
        answer: `{"token":"${secret.answer}","${secret.jwt}":1}`,
      },
      {
        url: `https://api.example/reset/${secret.path}?note=${secret.bearer}`,
        headers: { 'x-note': `uses ${secret.jwt}` },
      },
      { url: `https://api.example/${secret.query}/x`, type: 'text/html', answer: `<title>${secret.key}</title>` },
      {
        method: 'POST',
        url: 'https://api.example/login',
        body: JSON.stringify({
          user: 'ada',
          password: secret.field,
          nested: [{ clientSecret: secret.form, note: secret.access }],
        }),
        headers: { 'content-type': json },
      },
      {
        method: 'POST',
        url: 'https://api.example/form',
        body: `user=ada&client_secret=${secret.form}`,
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      },
      { method: 'DELETE', url: `https://api.example/sessions/${secret.path}` },
      {
        url: 'https://api.example/basic',
        headers: { Authorization: `Basic ${Buffer.from(secret.basic).toString('base64')}` },
      },
    ])
    for (const writes of [true, false]) {
      const yaml = await record(source, { writes })
      for (const value of Object.values(secret)) {
        for (const form of [
          value,
          encodeURIComponent(value),
          Buffer.from(value).toString('base64').replace(/=+$/, ''),
        ]) {
          expect(yaml).not.toContain(form)
        }
      }
      const { steps } = await load(yaml)
      expect((await judgeSuite({ steps }, { tier: 'full' })).problems).toEqual([])
    }
    const yaml = await record(source, { writes: true })
    expect(yaml).toContain('authorization: Bearer ${secret:authorization}')
    expect(yaml).toContain('access_token=${secret:access-token}&next=%2Fa')
    expect(yaml).toContain('password: ${secret:password}')
    expect(yaml).toMatch(/# secrets that it needs: authorization, cookie, x-api-key, /)
  })
})

it('writes no body in which secrets cannot be told from the rest, and no name or password of an address', async () => {
  const part = '--x\r\nContent-Disposition: form-data; name="password"\r\n\r\nh1dden-value\r\n--x--'
  const source = har([
    {
      method: 'POST',
      url: 'https://api.example/upload',
      headers: { 'content-type': 'multipart/form-data; boundary=x' },
      body: part,
    },
    {
      method: 'POST',
      url: 'https://api.example/xml',
      headers: { 'content-type': 'text/xml' },
      body: '<password>h1dden-value</password>',
    },
    {
      method: 'POST',
      url: 'https://api.example/text',
      headers: { 'content-type': 'text/plain' },
      body: 'password=h1dden-value',
    },
    { method: 'POST', url: 'https://api.example/hello', headers: { 'content-type': 'text/plain' }, body: 'hello' },
    { url: 'https://ada:h1dden-value@api.example/me#access_token=h1dden-value' },
  ])
  const yaml = await record(source, { writes: true })
  expect(yaml).not.toContain('h1dden-value')
  expect(yaml).toContain('# left out: requests 3 with a body in which secrets cannot be told from the rest')
  expect((await load(yaml)).steps.map(({ settings }) => settings)).toMatchObject([
    { body: 'hello' },
    { get: 'https://api.example/me' },
  ])
})

describe('a curl command', () => {
  it.each([
    ['curl https://api.example/reports', 'get', 'https://api.example/reports', {}],
    ['curl -sSL api.example/reports', 'get', 'http://api.example/reports', { follow: true }],
    [
      "curl -XPUT 'https://api.example/a' -H 'X-Note: it'\\''s' --data-raw '{\"a\":1}' -H 'Content-Type: application/json'",
      'put',
      'https://api.example/a',
      { headers: { 'x-note': "it's" }, body: { a: 1 } },
    ],
    [
      "curl https://api.example/a --data-raw $'{\"a\":\"it\\'s \\u00e9\\\\n\"}' -H 'content-type: application/json'",
      'post',
      'https://api.example/a',
      { body: { a: "it's é\n" } },
    ],
    [
      'curl https://api.example/a \\\n  -d a=1 -d b=2',
      'post',
      'https://api.example/a',
      { body: 'a=1&b=2', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
    ],
    [
      'curl -G https://api.example/a -d q=x --data-urlencode "r=a b&c"',
      'get',
      'https://api.example/a?q=x&r=a%20b%26c',
      {},
    ],
    [
      'curl --json \'{"a":[1]}\' https://api.example/a',
      'post',
      'https://api.example/a',
      { headers: { accept: 'application/json' }, body: { a: [1] } },
    ],
    ['curl -I https://api.example/a', 'head', 'https://api.example/a', {}],
    ['curl "https://api.example/$HOME"', 'get', 'https://api.example/$HOME', {}],
    [
      'curl ^"https://api.example/a?x=1^&y=2^" ^\r\n  -H ^"x-note: say ^\\^"hi^\\^"^" ^\r\n  --data-raw ^"^{^\\^"a^\\^":1^}^" ^\r\n  -H ^"content-type: application/json^"',
      'post',
      'https://api.example/a?x=1&y=2',
      { headers: { 'x-note': 'say "hi"' }, body: { a: 1 } },
    ],
  ])('is understood: %s', async (command, method, url, more) => {
    const { steps } = await load(await record(command, { writes: true }))
    expect(steps[0]?.settings).toEqual({ [method]: url, ...more, expect: { status: '2xx' } })
  })

  it('keeps who it is as a secret', async () => {
    const inAddress = await record('curl https://ada:hunter22@api.example/')
    expect(inAddress).toContain('Basic ${secret:authorization}')
    expect(inAddress).not.toContain('hunter22')
    const yaml = await record('curl -u ada:hunter22 -b "sid=abcdef123" https://api.example/')
    expect(yaml).toContain('Basic ${secret:authorization}')
    expect(yaml).toContain('${secret:cookie}')
    expect(yaml).not.toMatch(/hunter22|YWRhOmh1bnRlcjIy|abcdef123/)
  })

  it.each([
    ['curl -k https://api.example/', /-k cannot be recorded: a suite always checks certificates/, 1],
    ['curl https://api.example/ \\\n  -F a=@b', /-F cannot be recorded: a suite sends no forms/, 2],
    ['curl https://api.example/ -d @file.json', /-d reads the file file\.json/, 1],
    ['curl https://api.example/ --aws-sigv4 aws', /--aws-sigv4 is not known here/, 1],
    ['curl -H', /-H has no value/, 1],
    ["curl 'https://api.example/", /a quote ' is not closed/, 1],
    ['curl -s', /names no address/, 1],
    ['curl ftp://api.example/', /is no web address/, 1],
    ['curl https://a.example/ | rm -rf x', /"rm" is no curl command/, 1],
  ])('is refused with its line: %s', async (command, message, line) => {
    await expect(record(command)).rejects.toMatchObject({
      code: 'SMOKE_RECORDING_INVALID',
      message: expect.stringMatching(message),
      where: { file: 'source', line },
    })
  })
})

describe('an access log', () => {
  const cloudFront = [
    '#Version: 1.0',
    '#Fields: date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status cs(Referer) cs(User-Agent) cs-uri-query cs(Cookie) x-edge-result-type x-edge-request-id x-host-header cs-protocol cs-bytes time-taken x-forwarded-for ssl-protocol ssl-cipher x-edge-response-result-type cs-protocol-version fle-status fle-encrypted-fields c-port time-to-first-byte x-edge-detailed-result-type sc-content-type',
    ...['/', '/', '/reports/1', '/reports/2', '/reports/3', '/gone'].map((path) =>
      [
        '2026-11-01',
        '10:00:00',
        'FRA2',
        '1',
        '1.2.3.4',
        'GET',
        'd111.cloudfront.net',
        path,
        path === '/gone' ? '404' : '200',
        '-',
        'Mozilla/5.0',
        path.startsWith('/reports/') ? 'token=s3cret-in-query' : '-',
        '-',
        'Hit',
        'id',
        'votes.example',
        'https',
        '1',
        '0.1',
        '-',
        'TLSv1.3',
        'x',
        'Hit',
        'HTTP/2.0',
        '-',
        '-',
        '1',
        '0.1',
        'Hit',
        'text/html',
      ].join('\t'),
    ),
  ].join('\n')

  it.each([
    [
      'of CloudFront, by gzip',
      gzipSync(cloudFront),
      {},
      ['https://votes.example/reports/1?token=${secret:token}', 'https://votes.example/'],
    ],
    [
      'of a load balancer',
      'https 2026-11-01T10:00:00.000000Z app/votes/50dc 192.168.131.39:2817 10.0.0.1:80 0.086 0.048 0.037 200 200 0 57 "GET https://www.example.com:443/reports?limit=1 HTTP/1.1" "curl/7.46.0" x TLSv1.2 arn "Root=1-58337281" "www.example.com" "-" 0 2026-11-01T10:00:00.000000Z "forward" "-" "-"',
      {},
      ['https://www.example.com/reports?limit=1'],
    ],
    [
      'of S3',
      '79a5 votes-site [06/Nov/2026:00:00:38 +0000] 192.0.2.3 - 3E57 REST.GET.OBJECT index.html "GET /index.html HTTP/1.1" 200 - 2662992 3462992 70 10 "-" "curl/7.15.1" - x SigV4 ECDHE AuthHeader votes-site.s3.us-east-1.amazonaws.com TLSV1.2 - -',
      {},
      ['https://votes-site.s3.us-east-1.amazonaws.com/index.html'],
    ],
    [
      'of API Gateway in JSON',
      '{"requestId":"a","httpMethod":"GET","path":"/dev/reports","status":"200","domainName":"api.example"}\n{"routeKey":"GET /reports/{id}","status":200}\n',
      {},
      ['https://api.example/dev/reports'],
    ],
    [
      'in common log format',
      '192.0.2.3 - - [06/Nov/2026:00:00:38 +0000] "GET /reports HTTP/1.1" 200 12 abc=',
      { base: 'https://api.example/dev/' },
      ['https://api.example/dev/reports'],
    ],
  ])('%s is read, the most frequent route first', async (_, source, more, addresses) => {
    const yaml = await record(source, more)
    expect([...yaml.matchAll(/get: "?(https[^"\s,]+)"?/g)].map(([, url]) => url)).toEqual(addresses)
    expect(yaml).not.toContain('s3cret-in-query')
    expect((await judgeSuite(await load(yaml), { tier: 'read-only' })).problems).toEqual([])
  })

  it('needs to be told where requests went that name no host', async () => {
    await expect(record('1.2.3.4 - - [06/Nov/2026:00:00:38 +0000] "GET /a HTTP/1.1" 200 1 x')).rejects.toMatchObject({
      where: { file: 'source', line: 1 },
      hint: expect.stringContaining('--base'),
    })
  })
})
