import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Absent, Body, Condition, Found, Page, Store, Written } from './store.ts'

/** What becomes of a request: carried out and answered, carried out with the answer lost, or lost on the way. */
export type Fate = 'answered' | 'answer lost' | 'request lost'

export interface MemoryStore extends Store {
  readonly objects: Map<string, Found>
}

interface Options {
  /** The server's clock. */
  date(): Date
  /** Called before each request takes effect and again before it is answered; decides its fate. */
  gate?(what: string): Promise<Fate>
}

/** A bucket in memory with S3's conditional writes and second-wise times. */
export function memoryStore({ date, gate = async () => 'answered' }: Options): MemoryStore {
  const objects = new Map<string, Found>()
  const seconds = (time: Date): Date => new Date(Math.floor(time.getTime() / 1000) * 1000)
  const holds = (key: string, condition: Condition): boolean =>
    condition === 'absent' ? !objects.has(key) : objects.get(key)?.etag === condition.etag

  async function mutate<T>(what: string, effect: () => T): Promise<T | 'unclear'> {
    const fate = await gate(what)
    if (fate === 'request lost') return 'unclear'
    const result = effect()
    await gate(`answer to ${what}`)
    return fate === 'answer lost' ? 'unclear' : result
  }

  const write = (key: string, content: Body): string => {
    const body = content instanceof Uint8Array ? content : readFileSync(content.file)
    const etag = createHash('md5').update(body).digest('hex')
    objects.set(key, { body, etag, modified: seconds(date()), metadata: {} })
    return etag
  }

  return {
    bucket: 'bucket',
    objects,
    async get(key): Promise<Found | Absent> {
      const fate = await gate(`get ${key}`)
      if (fate !== 'answered') throw Object.assign(new Error('reset'), { code: 'ECONNRESET' })
      const found = objects.get(key)
      const answer = found === undefined ? 'no-key' : { ...found, date: seconds(date()) }
      await gate(`answer to get ${key}`)
      return answer
    },
    exists: async (key) => objects.has(key),
    metadata: async (key) => objects.get(key)?.metadata,
    put: (key, body, condition): Promise<Written> =>
      mutate(`put ${key}`, () => (holds(key, condition) ? { etag: write(key, body) } : 'refused')),
    async overwrite(key, body) {
      if ((await mutate(`overwrite ${key}`, () => write(key, body))) === 'unclear') throw new Error('no answer')
    },
    remove: (key, etag) =>
      mutate(`remove ${key}`, () => {
        if (objects.has(key) && !holds(key, { etag })) return 'refused'
        objects.delete(key)
        return 'removed'
      }),
    async *list(prefix, { after = '', most = 1000 } = {}): AsyncGenerator<Page> {
      const all = [...objects.keys()].filter((key) => key.startsWith(prefix) && key > after).sort()
      for (let start = 0; start === 0 || start < all.length; start += most) {
        yield { keys: all.slice(start, start + most), groups: [], more: start + most < all.length }
      }
    },
  }
}
