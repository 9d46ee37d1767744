import { execFile } from 'node:child_process'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { promisify } from 'node:util'
import { afterEach, expect, it } from 'vitest'

const servers: Server[] = []

afterEach(() => {
  for (const server of servers.splice(0)) server.close().closeAllConnections()
})

async function listen(seen: string[]): Promise<string> {
  const server = createServer((request, response) => {
    seen.push(`${request.method} ${request.headers.host === undefined ? '' : request.url}`)
    response.writeHead(404).end('<Error><Code>NoSuchKey</Code></Error>')
  })
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

it("reaches the local cloud's bucket by path, whatever the environment says of S3", async () => {
  const ours: string[] = []
  const theirs: string[] = []
  const endpoint = await listen(ours)
  const other = await listen(theirs)
  const script = `
    import { S3Client } from '@aws-sdk/client-s3'
    import { localCredentials, openSession } from '@project-utils/aws'
    import { openRecords } from ${JSON.stringify(new URL('index.ts', import.meta.url).href)}
    const session = openSession({ region: 'eu-west-1', endpoint: '${endpoint}', credentials: localCredentials('111111111111') })
    const scope = { project: 'shop', environment: 'local', tier: 'full', account: '111111111111', region: 'eu-west-1', local: true }
    const records = openRecords({ s3: session.client(S3Client), scope, now: () => new Date() })
    console.log(JSON.stringify([await records.releases.current() ?? 'none', session.calls.map((call) => call.operation)]))
    session.destroy()`
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--conditions=@project-utils/source', '--input-type=module', '--eval', script],
    {
      cwd: new URL('.', import.meta.url),
      env: {
        PATH: process.env['PATH'],
        AWS_ENDPOINT_URL: other,
        AWS_ENDPOINT_URL_S3: other,
        AWS_PROFILE: 'other',
        AWS_REGION: 'us-east-2',
        AWS_S3_USE_ARN_REGION: 'no boolean',
        AWS_REQUEST_CHECKSUM_CALCULATION: 'nonsense',
        AWS_USE_FIPS_ENDPOINT: 'true',
        AWS_MAX_ATTEMPTS: 'no number',
      },
    },
  )
  expect(JSON.parse(stdout)).toEqual(['none', ['GetObject']])
  expect(ours).toEqual(['GET /project-utils-111111111111-eu-west-1/shop/local/releases/current.json?x-id=GetObject'])
  expect(theirs).toEqual([])
})
