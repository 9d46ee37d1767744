import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer as createPlainServer } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { authority, ended, key, valid } from '../network/certificates.test.fixture.ts'
import { judgeSuite } from '../suite/judge.ts'
import { run, step } from '../suite.test.fixture.ts'

const ok = { status: 200 }

/** A server with a certificate; gives its port. */
async function serveSecure(cert: string): Promise<number> {
  const server = createServer({ key, cert }, (_, response) => response.end('safe'))
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return (server.address() as AddressInfo).port
}

function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'project-utils-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  return folder
}

const tls = { ca: 'ca.pem' }
const folder = (): string => folderWith({ 'ca.pem': authority })

test('trusts an authority of the project where a step says so, and only there', async () => {
  const get = `https://127.0.0.1:${await serveSecure(valid)}/`
  const steps = [step('http', { get, tls, expect: { text: 'safe' } }), step('http', { get, expect: ok })]
  const { steps: ends } = await run(steps, { folder: folder() })
  expect(ends.map(({ outcome, attempts }) => [outcome, attempts])).toEqual([
    ['passed', 1],
    ['failed', 1],
  ])
  expect(ends[1]?.message).toMatch(/the certificate of 127\.0\.0\.1 cannot be verified: its issuer is not trusted/)
})

test.each([
  ['has ended', ended, {}, /the certificate of 127\.0\.0\.1, or one above it, has expired$/],
  [
    'is for others',
    valid,
    { host: 'other.example' },
    /: the certificate is not for other\.example, but for localhost, IP Address:127\.0\.0\.1$/,
  ],
])('fails at once before a certificate that %s, and names the cause', async (_, cert, headers, message) => {
  const get = `https://127.0.0.1:${await serveSecure(cert)}/`
  const { steps } = await run([step('http', { get, tls, headers, expect: ok })], { folder: folder() })
  expect(steps[0]).toMatchObject({ outcome: 'failed', attempts: 1, message: expect.stringMatching(message) })
})

test('says so where the other side speaks no TLS', async () => {
  const server = createPlainServer()
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  onTestFinished(() => void server.close())
  const get = `https://127.0.0.1:${(server.address() as AddressInfo).port}/`
  const { steps } = await run([step('http', { get, expect: ok }, { retry: { attempts: 1 } })])
  expect(steps[0]?.message).toMatch(/found no common TLS; maybe it speaks http only/)
})

test.each([
  [{ ca: 'none.pem' }, /^step "smoke 1": none.pem cannot be read: it does not exist/],
  [{ ca: 'other.pem' }, /other.pem holds no certificate as PEM/],
  [{ verify: false }, /"verify" is no setting/],
  [{ ca: 'ca.pem', insecure: true }, /"insecure" is no setting/],
])('refuses tls: %j before anything is sent', async (wrong, message) => {
  const steps = [step('http', { get: 'https://a.example/', tls: wrong, expect: ok })]
  const { problems } = await judgeSuite({ steps }, { folder: folderWith({ 'other.pem': 'x', 'ca.pem': authority }) })
  expect(problems.map((one) => one.message).join('\n')).toMatch(message)
})
