import { createHash, createHmac, type Hash, type Hmac } from 'node:crypto'
import { SignatureV4 } from '@smithy/signature-v4'
import { LambdaClient } from '../sdk.ts'
import type { StepWorld } from '../step-kind.ts'
import type { Authorization } from './authorization.ts'
import type { HttpRequest } from './request.ts'

/** A request signed with the credentials of the session (Signature Version 4). */
export async function sign(
  request: HttpRequest,
  { service, region }: Extract<Authorization, { is: 'sigv4' }>,
  world: StepWorld,
): Promise<HttpRequest> {
  const url = new URL(request.url)
  const place = placeOf(url)
  // Any client knows the credentials of the session; this one is here already.
  const { credentials } = world.client(LambdaClient).config
  const signer = new SignatureV4({
    credentials,
    service: service ?? place.service,
    region: region ?? place.region ?? world.region,
    sha256: Sha256,
  })
  const headers = Object.entries(request.headers).map(([name, value]) => [
    name,
    typeof value === 'string' ? value : value.join(','),
  ])
  const signed = await signer.sign({
    method: request.method,
    protocol: url.protocol,
    hostname: url.hostname,
    ...(url.port === '' ? {} : { port: Number(url.port) }),
    path: url.pathname,
    query: queryOf(url),
    headers: { host: url.host, ...Object.fromEntries(headers) },
    ...(request.body === undefined ? {} : { body: request.body }),
  })
  const { 'x-amz-security-token': token } = signed.headers
  if (token !== undefined) world.keepSecret(token)
  return { ...request, headers: signed.headers }
}

/** What an address says of itself: an API, or a function URL. Locally both lie under `/_aws/`. */
function placeOf({ hostname, pathname }: URL): { readonly service: string; readonly region: string | undefined } {
  const [, service, region] = /\.(execute-api|lambda-url)\.([a-z0-9-]+)\./.exec(hostname) ?? []
  const isFunction = service === 'lambda-url' || pathname.startsWith('/_aws/lambda-url/')
  return { service: isFunction ? 'lambda' : 'execute-api', region }
}

function queryOf(url: URL): Record<string, string | string[]> {
  const query: Record<string, string | string[]> = {}
  for (const name of new Set(url.searchParams.keys())) {
    const [only = '', ...others] = url.searchParams.getAll(name)
    query[name] = others.length === 0 ? only : [only, ...others]
  }
  return query
}

/** Node's SHA-256 in the form that the signer takes. */
class Sha256 {
  readonly #hash: Hash | Hmac

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash =
      secret === undefined
        ? createHash('sha256')
        : createHmac('sha256', typeof secret === 'string' ? secret : bytesOf(secret))
  }

  update(data: string | ArrayBuffer | ArrayBufferView): void {
    this.#hash.update(typeof data === 'string' ? data : bytesOf(data))
  }

  async digest(): Promise<Uint8Array> {
    return this.#hash.digest()
  }
}

function bytesOf(data: ArrayBuffer | ArrayBufferView): Uint8Array {
  return ArrayBuffer.isView(data) ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength) : new Uint8Array(data)
}
