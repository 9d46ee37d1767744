import type { AddressInfo } from 'node:net'
import { createServer } from 'node:tls'
import { expect, onTestFinished, test } from 'vitest'
import { ended, key, valid } from '../network/certificates.test.fixture.ts'
import { listening } from '../suite.test.fixture.ts'
import { lookAt, unwell, wellAccount } from './health.test.fixture.ts'
import { servedCertificate } from './served-certificate.ts'

const { signal } = listening()

/** A server on loopback that shows a certificate; gives its port. */
async function serve(cert: string): Promise<number> {
  const server = createServer({ key, cert }, (socket) => socket.on('error', () => undefined))
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  onTestFinished(() => void server.close())
  return (server.address() as AddressInfo).port
}

test('reads a certificate that nobody trusts, and says why', async () => {
  const served = await servedCertificate('localhost', await serve(valid), signal)
  expect(served).toMatchObject({ expires: '2125-12-31T23:59:59.000Z', isTrusted: false })
  expect(served?.why).toMatch(/UNABLE_TO|SELF_SIGNED/)
})

test('sees none where nobody listens', async () => {
  const server = createServer({ key, cert: valid })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  await new Promise((done) => server.close(done))
  expect(await servedCertificate('127.0.0.1', port, signal)).toBeUndefined()
})

test('turns red for an expired certificate that a real server shows', async () => {
  const port = await serve(ended)
  const account = wellAccount()
  const health = await lookAt(account, {
    served: (host, _, during) =>
      host === 'votes.example' ? servedCertificate('localhost', port, during) : Promise.resolve(account.served),
  })
  expect(unwell(health)).toEqual({ certificates: 'red' })
  const rules = health.areas.flatMap(({ things }) => things.flatMap(({ reasons }) => reasons.map((one) => one.rule)))
  expect(rules).toContain('health/certificate-expired')
})
