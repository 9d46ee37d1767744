/** The fake as a server on loopback. */
import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { nameOperation } from '../proxy/operation.ts'
import { answerCall } from './api/calls.ts'
import { type Behaviour, type Cloud, openCloud, usual } from './cloud/cloud.ts'
import { type Control, openControl } from './control.ts'
import { nestedOf } from './operation/nested.ts'
import { tickAll } from './operation/run.ts'
import { answerLook } from './wire/look.ts'
import { Refused, readForm, writeAnswer, writeRefusal } from './wire/query.ts'
import { answerS3, type Buckets, type Reply, textAt } from './wire/s3.ts'

/** A call that was answered. */
export interface Answered {
  readonly service: string
  readonly operation: string
  readonly mutating: boolean
  readonly status: number
}

/** A fake that runs. */
export interface Fake extends Control {
  /** Such as `http://127.0.0.1:40123`. */
  readonly endpoint: string
  /** All calls since the start, in the order of their answers. */
  readonly calls: Answered[]
  close(): Promise<void>
}

export interface FakeOptions extends Partial<Behaviour> {
  /** Default: any free one, loopback only. */
  readonly port?: number
}

/** Starts a fake without any stack. */
export async function startFake({ port = 0, ...given }: FakeOptions = {}): Promise<Fake> {
  const behaviour: Behaviour = { ...usual, ...given }
  const clouds = new Map<string, Cloud>()
  const buckets: Buckets = new Map()
  const calls: Answered[] = []
  const cloudOf = (account: string, region: string): Cloud => {
    const key = `${account}/${region}`
    const known = clouds.get(key)
    if (known !== undefined) return known
    const cloud = openCloud({ account, region }, behaviour, (url) => textAt(buckets, url), nestedOf)
    clouds.set(key, cloud)
    return cloud
  }
  const control = openControl({ behaviour, clouds, cloudOf, buckets })
  const server = createServer((request, response) => {
    void serve(request, response, { cloudOf, buckets, calls, control })
  })
  server.keepAliveTimeout = 60_000
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve))
  const { port: taken } = server.address() as AddressInfo
  const { pace } = behaviour
  const timer =
    typeof pace === 'number' ? setInterval(() => [...clouds.values()].forEach(tickAll), Math.max(pace, 1)) : undefined
  timer?.unref()
  return {
    ...control,
    endpoint: `http://127.0.0.1:${taken}`,
    calls,
    close: async () => {
      clearInterval(timer)
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeAllConnections()
      await closed
    },
  }
}

interface Served {
  cloudOf(account: string, region: string): Cloud
  readonly buckets: Buckets
  readonly calls: Answered[]
  readonly control: Control
}

async function serve(request: IncomingMessage, response: ServerResponse, served: Served): Promise<void> {
  try {
    const body = decoded(request, await buffer(request))
    const reply = request.url?.startsWith('/__fake/')
      ? await controlled(request, body, served.control)
      : answer(request, body, served)
    response.writeHead(reply.status, { date: new Date().toUTCString(), ...reply.headers })
    response.end(request.method === 'HEAD' ? undefined : reply.body)
  } catch (error) {
    response.writeHead(500, { 'content-type': 'text/plain' }).end(error instanceof Error ? error.stack : String(error))
  }
}

/** The bytes of a body: S3 clients may send it in signed chunks. */
function decoded({ headers }: IncomingMessage, body: Buffer): Buffer {
  if (!/aws-chunked/.test(String(headers['content-encoding'] ?? ''))) return body
  const parts: Buffer[] = []
  for (let at = 0; at < body.byteLength; ) {
    const end = body.indexOf('\r\n', at)
    const size = Number.parseInt(body.subarray(at, end).toString(), 16)
    if (!(size > 0)) break
    parts.push(body.subarray(end + 2, end + 2 + size))
    at = end + 2 + size + 2
  }
  return Buffer.concat(parts)
}

async function controlled(
  { method = 'GET', url = '' }: IncomingMessage,
  body: Buffer,
  control: Control,
): Promise<Reply> {
  const asked: unknown = body.byteLength === 0 ? undefined : JSON.parse(body.toString())
  const told = control.answer(method, url.slice('/__fake/'.length), asked)
  return { status: 200, headers: { 'content-type': 'application/json' }, body: `${JSON.stringify(told ?? {})}\n` }
}

function answer(request: IncomingMessage, body: Buffer, { cloudOf, buckets, calls }: Served): Reply {
  const { method = 'GET', url = '/', headers } = request
  const isForm = /^application\/x-www-form-urlencoded/.test(headers['content-type'] ?? '')
  const form = isForm ? { form: body.toString() } : {}
  const { service, operation, mutating } = nameOperation({ method, url, headers, ...form })
  const [account, region] = signer(headers.authorization)
  const cloud = cloudOf(account, region)
  const reply = replyTo(cloud, { service, operation, request, body, buckets })
  calls.push({ service, operation, mutating, status: reply.status })
  return reply
}

/** Account and region of a signature: the local cloud's key is the account. */
function signer(authorization: string | undefined): readonly [account: string, region: string] {
  const [, key = '', region = 'us-east-1'] = /Credential=([^/]+)\/[^/]+\/([^/]+)\//.exec(authorization ?? '') ?? []
  return [/^\d{12}$/.test(key) ? key : '000000000000', region]
}

interface Call {
  readonly service: string
  readonly operation: string
  readonly request: IncomingMessage
  readonly body: Buffer
  readonly buckets: Buckets
}

function replyTo(cloud: Cloud, { service, operation, request, body, buckets }: Call): Reply {
  const { method = 'GET', url = '/', headers } = request
  const id = randomUUID()
  if (service === 's3') {
    const { pathname, searchParams } = new URL(`http://s3${url}`)
    const named = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]))
    return answerS3(buckets, { method, path: pathname, query: searchParams, headers: named, body }, (bucket) =>
      cloud.physical.some(({ type, id: name }) => type === 'AWS::S3::Bucket' && name === bucket),
    )
  }
  if (service === 'cloudformation') {
    const { action, input } = readForm(body.toString())
    try {
      return xml(200, writeAnswer(action, answerCall(cloud, action, input), id), id)
    } catch (error) {
      // A fault of the fake itself must not look like one of the client.
      const refused = error instanceof Refused ? error : new Refused('InternalFailure', String(error), 500)
      return xml(refused.status, writeRefusal(refused, id), id)
    }
  }
  if (service === 'sts') {
    const { account } = cloud
    const who = { UserId: account, Account: account, Arn: `arn:aws:iam::${account}:root` }
    return xml(200, writeAnswer(operation, who, id), id)
  }
  const text = `${decodeURIComponent(url)} ${body.toString()}`
  const isCbor = headers['smithy-protocol'] === 'rpc-v2-cbor'
  const isJson = headers['x-amz-target'] !== undefined
  const isForm = /^application\/x-www-form-urlencoded/.test(headers['content-type'] ?? '')
  const protocol = isCbor ? 'cbor' : isJson ? 'json' : isForm ? 'query' : 'rest'
  return answerLook(cloud, { service, operation, text: isForm ? decodeURIComponent(text) : text }, protocol)
}

function xml(status: number, body: string, id: string): Reply {
  return { status, body, headers: { 'content-type': 'text/xml', 'x-amzn-requestid': id } }
}
