import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import type { Fault } from '../fault.ts'
import type { Answer, Exchange } from '../interceptor.ts'

type Kept = Omit<Answer, 'body'> & { readonly body: Buffer }

/**
 * A read tells what was, not what is: the answer to the identical read before is given again. The first of its kind is
 * answered truly. The memory begins with the proxy's first rule of this fault, also one that strikes no call.
 */
export const stale: Fault = {
  summary: 'a read gets the answer to the identical read before; what changes something is passed on',
  reaches: true,
  open: () => {
    /** The last two answers of each kind of read, the newest last. */
    const answers = new Map<string, readonly Kept[]>()
    return {
      strike: async (exchange, next) => {
        const { answer, key } = await asked(exchange, next)
        const [kept, newest] = answers.get(key) ?? []
        if (kept === undefined || newest === undefined) return answer
        // What was given stays what will be given: a service does not catch up because somebody asks again.
        answers.set(key, [kept])
        answer.body.resume()
        return { ...kept, body: readable(kept.body) }
      },
      watch: async (exchange, next) => {
        if (exchange.operation.mutating) return next()
        const { answer, key } = await asked(exchange, next)
        const body = await buffer(answer.body)
        answers.set(key, [...(answers.get(key) ?? []), { ...answer, body }].slice(-2))
        return { ...answer, body: readable(body) }
      },
    }
  },
}

function readable(body: Buffer): Readable {
  return Readable.from(body.byteLength === 0 ? [] : [body])
}

/** Passes the call on and tells its answer with what makes reads identical: address, target and body. */
async function asked(exchange: Exchange, next: () => Promise<Answer>) {
  const { request, body } = exchange
  const hash = createHash('sha256').update(
    `${request.method} ${request.url} ${request.headers['x-amz-target'] ?? ''}\n`,
  )
  hash.update(`${request.headers['range'] ?? ''}\n`)
  if (Buffer.isBuffer(body)) hash.update(body)
  else body.on('data', (chunk: Buffer) => void hash.update(chunk)).pause()
  const answer = await next()
  return { answer, key: hash.digest('hex') }
}
