import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createServer as createTlsServer, type TlsOptions } from 'node:tls'
import { expect, onTestFinished, test } from 'vitest'
import { authority, ended, key, valid } from '../network/certificates.test.fixture.ts'
import { problemsOf, runOne } from './step.test.fixture.ts'

const ok = { valid: true }

test.each([
  [{ expect: ok }, ['needs host']],
  [{ host: 'a b', expect: ok }, ['"a b" is no host (host)']],
  [{ host: 'example.com' }, ['expects nothing of the answer (expect)']],
  [{ host: 'example.com', expect: { valid: false } }, ['false says nothing here (expect.valid)']],
  [{ host: 'example.com', expect: { daysLeft: 0 } }, ['0 is no number of days (expect.daysLeft)']],
  [{ host: 'example.com', expect: { protocol: 'SSLv3' } }, ['"SSLv3" is no version of TLS (expect.protocol)']],
  [{ host: 'example.com', port: 443, expect: ok }, ['"port" is no setting of such a step (port)']],
])('refuses %j', (settings, problems) => {
  expect(problemsOf('tls', settings as never)).toEqual(problems)
})

async function show(options: TlsOptions): Promise<{ readonly host: string; readonly folder: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'tls-'))
  await writeFile(join(folder, 'authority.pem'), authority)
  await writeFile(join(folder, 'empty.pem'), '')
  const server = createTlsServer({ key, ...options }, (socket) => socket.on('error', () => undefined))
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  onTestFinished(async () => {
    server.close()
    await rm(folder, { recursive: true, force: true })
  })
  return { host: `127.0.0.1:${(server.address() as AddressInfo).port}`, folder }
}

const trusted = { authority: 'authority.pem', name: 'localhost' }

test.each([
  [
    'a certificate that is as it should be',
    {},
    { ...trusted, expect: { daysLeft: 14, protocol: 'TLSv1.2', issuer: 'Test', names: 'localhost' } },
    undefined,
  ],
  ['one for an address', {}, { authority: 'authority.pem', expect: ok }, undefined],
  ['the address of a page', {}, { ...trusted, expect: ok, host: 'https://{host}/path' }, undefined],
  [
    'an authority that nobody knows',
    {},
    { name: 'localhost', expect: ok },
    /^expected a trusted certificate, got (UNABLE_TO_|SELF_SIGNED)/,
  ],
  [
    'one that has ended',
    { cert: ended },
    { ...trusted, expect: ok },
    /^expected a trusted certificate, got CERT_HAS_EXPIRED, it ended at 2021-01-01/,
  ],
  [
    'one for another host',
    {},
    { ...trusted, name: 'example.com', expect: ok },
    /^expected a certificate for the host: .*example.com/,
  ],
  [
    'one that is good for less',
    {},
    { ...trusted, expect: { daysLeft: 99_999 } },
    /^expected at least 99999 days left, got 3\d{4}, until 2125-12-31/,
  ],
  [
    'an old protocol',
    { maxVersion: 'TLSv1.2' },
    { ...trusted, expect: { protocol: 'TLSv1.3' } },
    'expected at least TLSv1.3, got TLSv1.2',
  ],
  [
    'another issuer',
    {},
    { ...trusted, expect: { issuer: 'Amazon' } },
    'issuer: expected to contain "Amazon", got "Test Test authority"',
  ],
  [
    'another name',
    {},
    { ...trusted, expect: { names: 'example.com' } },
    'expected name example.com, got ["localhost","127.0.0.1"]',
  ],
  [
    'an authority without a file',
    {},
    { ...trusted, authority: 'no.pem', expect: ok },
    'authority no.pem cannot be read, or holds no certificate',
  ],
  [
    'an empty authority',
    {},
    { ...trusted, authority: 'empty.pem', expect: ok },
    'authority empty.pem cannot be read, or holds no certificate',
  ],
] as const)('judges %s', async (_, options, settings, message) => {
  const { host, folder } = await show({ cert: valid, ...options })
  const at = 'host' in settings ? settings.host.replace('{host}', host) : host
  const result = await runOne('tls', { ...settings, host: at } as never, { folder })
  if (message === undefined) expect(result.message).toBeUndefined()
  else expect(result.message).toMatch(message)
})

test('takes a server that closes, or speaks no TLS, for no certificate', async () => {
  const server = createServer(
    (socket) => void socket.end('HTTP/1.1 400 Bad Request\r\n\r\n').on('error', () => undefined),
  )
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo
  const { outcome, message } = await runOne('tls', { host: `127.0.0.1:${port}`, expect: ok })
  expect([outcome, message]).toEqual([
    'failed',
    expect.stringMatching(/^no certificate of 127.0.0.1:\d+: .*; does it speak TLS there\?$/),
  ])
})

test('ends in time where a server says nothing', async () => {
  const server = createServer((socket) => void socket.on('error', () => undefined))
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo
  const settings = { host: `127.0.0.1:${port}`, expect: ok }
  expect((await runOne('tls', settings, {}, { timeout: '300ms' })).message).toBe('no complete answer within 300 ms')
})
