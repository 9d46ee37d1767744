import { expect, test } from 'vitest'
import { labels, serveNames } from '../network/name-server.test.fixture.ts'
import { needsFence, problemsOf, runOne } from './step.test.fixture.ts'

const ok = { count: 1 }

test.each([
  [{ expect: ok }, ['needs name']],
  [{ name: 'a b', expect: ok }, ['"a b" is no name of a host (name)']],
  [{ name: 'a.example', type: 'X', expect: ok }, ['"X" is no type of record (type)']],
  [{ name: 'a.example', server: 'dns.example', expect: ok }, ['"dns.example" is no address of a name server (server)']],
  [{ name: 'a.example' }, ['expects nothing of the answer (expect)']],
  [{ name: 'a.example', expect: { contains: [] } }, ['[] names no records (expect.contains)']],
  [{ name: 'a.example', expect: { absent: true, count: 1 } }, ['absent records have no content (expect.absent)']],
  [{ name: 'a.example', host: 'x', expect: ok }, ['"host" is no setting of such a step (host)']],
])('refuses %j', (settings, problems) => {
  expect(problemsOf('dns', settings as never)).toEqual(problems)
})

test('needs a fence to prove that there is no record', async () => {
  expect(await needsFence('dns', { name: 'a.example', expect: { absent: true } })).toBe(true)
  expect(await needsFence('dns', { name: 'a.example', expect: { records: 'array' } })).toBe(true)
  expect(await needsFence('dns', { name: 'a.example', expect: { contains: '1.2.3.4' } })).toBe(false)
})

const zone = {
  'A www.example': [Uint8Array.of(192, 0, 2, 1), Uint8Array.of(192, 0, 2, 2)],
  'AAAA www.example': [Uint8Array.of(0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1)],
  'CNAME blog.example': [labels('WWW.example')],
  'TXT www.example': [Buffer.concat([Buffer.from([5]), Buffer.from('v=one'), Buffer.from([3]), Buffer.from('two')])],
  'MX www.example': [Buffer.concat([Buffer.from([0, 10]), labels('mail.example')])],
  'CAA www.example': [Buffer.concat([Buffer.from([0, 5]), Buffer.from('issueletsencrypt.org')])],
  'A broken.example': 2,
  'A refused.example': 5,
}

test.each([
  [{ name: 'www.example', expect: { equals: ['192.0.2.2', '192.0.2.1'] } }, undefined],
  [{ name: 'www.example.', expect: { contains: '192.0.2.2', count: 2 } }, undefined],
  [{ name: 'www.example', type: 'aaaa', expect: { equals: '2001:db8::1' } }, undefined],
  [{ name: 'blog.example', type: 'CNAME', expect: { equals: 'www.Example.' } }, undefined],
  [{ name: 'www.example', type: 'TXT', expect: { contains: 'v=onetwo' } }, undefined],
  [{ name: 'www.example', type: 'MX', expect: { equals: '10 mail.example' } }, undefined],
  [{ name: 'www.example', type: 'CAA', expect: { equals: '0 issue letsencrypt.org' } }, undefined],
  [{ name: 'www.example', expect: { records: { length: { min: 2 } } } }, undefined],
  [{ name: 'none.example', expect: { absent: true } }, undefined],
  [{ name: 'blog.example', type: 'MX', expect: { absent: true } }, undefined],
  [{ name: 'none.example', expect: { count: 1 } }, 'expected 1 records, got 0'],
  [{ name: 'none.example', expect: { contains: '1.2.3.4' } }, 'expected record "1.2.3.4", got no record'],
  [
    { name: 'www.example', expect: { equals: '192.0.2.1' } },
    'expected exactly ["192.0.2.1"], got ["192.0.2.1","192.0.2.2"]',
  ],
  [{ name: 'www.example', expect: { absent: true } }, 'expected no record, got ["192.0.2.1","192.0.2.2"]'],
  // A failure is never "there is none".
  [{ name: 'broken.example', expect: { absent: true } }, /A broken.example: the answer is a failure \(SERVFAIL\)/],
  [{ name: 'refused.example', expect: { absent: true } }, /A refused.example: .* REFUSED|question was refused/],
] as const)('looks at %j', async (settings, message) => {
  const server = await serveNames(zone)
  const result = await runOne('dns', { ...settings, server } as never)
  if (message === undefined) expect(result.message).toBeUndefined()
  else expect(result.message).toMatch(message)
})

test('ends in time where no answer comes', async () => {
  const server = await serveNames({ 'A silent.example': 255 })
  const { message } = await runOne(
    'dns',
    { name: 'silent.example', server, expect: { absent: true } },
    {},
    { timeout: '300ms' },
  )
  expect(message).toBe('no complete answer within 300 ms')
})
