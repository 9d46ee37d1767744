/** Who calls which service where. The emulator takes the account from the key, and checks no signature. */
export interface Caller {
  readonly endpoint: string
  readonly service: string
  /** An account's number, or the id of an access key. */
  readonly key: string
  readonly token?: string
}

/** Calls a service by the query protocol, as IAM and SNS have it; throws where it refuses. */
export async function query(caller: Caller, form: Readonly<Record<string, string>>): Promise<string> {
  return await post(
    caller,
    { 'content-type': 'application/x-www-form-urlencoded' },
    new URLSearchParams(form).toString(),
  )
}

/** Calls a service by the JSON protocol, as SQS and CloudWatch Logs have it; throws where it refuses. */
export async function json(caller: Caller, target: string, input: unknown): Promise<string> {
  const headers = { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': target }
  return await post(caller, headers, JSON.stringify(input))
}

/** The text between an XML element's tags, of the first element of that name. */
export function element(xml: string, name: string): string {
  return new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1] ?? ''
}

/** The headers that say who calls. */
export function signed({ service, key, token }: Caller): Readonly<Record<string, string>> {
  const scope = `${key}/20261121/us-east-1/${service}/aws4_request`
  const authorization = `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`
  return {
    authorization,
    'x-amz-date': '20261121T000000Z',
    ...(token === undefined ? {} : { 'x-amz-security-token': token }),
  }
}

async function post(caller: Caller, headers: Readonly<Record<string, string>>, body: string): Promise<string> {
  const answer = await fetch(`${caller.endpoint}/`, {
    method: 'POST',
    headers: { ...headers, ...signed(caller) },
    body,
  })
  const text = await answer.text()
  if (!answer.ok) throw new Error(`${answer.status} ${text}`)
  return text
}
