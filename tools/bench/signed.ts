/** Requests signed by hand, for the floor program and for the bench's own errands. */
import { createHash, createHmac } from 'node:crypto'
import { Agent, request } from 'node:http'

/** What was answered. */
export interface Answer {
  readonly status: number
  readonly text: string
}

type Pairs = Readonly<Record<string, string>>

/** A way to a local cloud, over connections that are kept. */
export interface Signed {
  /** The path may end in a query that is sorted and encoded already. */
  send(service: string, method: string, path: string, body?: string | Buffer, headers?: Pairs): Promise<Answer>
  cloudFormation(action: string, parameters: Pairs): Promise<Answer>
  close(): void
}

const region = 'us-east-1'

/** Opens the way to `AWS_ENDPOINT_URL` with the access key of an environment. */
export function openSigned(environment: Readonly<Record<string, string | undefined>>): Signed {
  const { hostname, port, host } = new URL(environment['AWS_ENDPOINT_URL'] ?? '')
  const [key, secret] = [environment['AWS_ACCESS_KEY_ID'] ?? '', environment['AWS_SECRET_ACCESS_KEY'] ?? '']
  const agent = new Agent({ keepAlive: true })

  const send: Signed['send'] = (service, method, path, body = '', more = {}) => {
    const date = new Date().toISOString().replace(/[-:]|\.\d+/g, '')
    const hash = sha256(body)
    const own = { ...more, host, 'x-amz-content-sha256': hash, 'x-amz-date': date }
    const entries = Object.entries(own).sort(([a], [b]) => (a < b ? -1 : 1))
    const names = entries.map(([name]) => name).join(';')
    const lines = entries.map(([name, value]) => `${name}:${value}`)
    const [place = '/', query = ''] = path.split('?')
    const canonical = [method, place, query, ...lines, '', names, hash].join('\n')
    const scope = [date.slice(0, 8), region, service, 'aws4_request']
    const text = ['AWS4-HMAC-SHA256', date, scope.join('/'), sha256(canonical)].join('\n')
    const signing = scope.reduce<string | Buffer>(hmac, `AWS4${secret}`)
    const credential = `AWS4-HMAC-SHA256 Credential=${key}/${scope.join('/')}`
    const authorization = `${credential}, SignedHeaders=${names}, Signature=${hmac(signing, text).toString('hex')}`
    const headers = { ...own, authorization, 'content-length': Buffer.byteLength(body) }
    return new Promise((resolve, reject) => {
      const sent = request({ agent, hostname, port, method, path, headers }, (response) => {
        let answered = ''
        response.setEncoding('utf8').on('data', (part: string) => {
          answered += part
        })
        response.on('end', () => resolve({ status: response.statusCode ?? 0, text: answered }))
      })
      sent.on('error', reject).end(body)
    })
  }
  return {
    send,
    cloudFormation: (action, parameters) => {
      const form = new URLSearchParams({ Action: action, Version: '2010-05-15', ...parameters })
      const type = 'application/x-www-form-urlencoded'
      return send('cloudformation', 'POST', '/', String(form), { 'content-type': type })
    },
    close: () => agent.destroy(),
  }
}

function sha256(data: string | Buffer): string {
  return createHash('sha256').update(data).digest('hex')
}

function hmac(key: string | Buffer, data: string): Buffer {
  return createHmac('sha256', key).update(data).digest()
}
