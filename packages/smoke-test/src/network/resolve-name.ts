import { Resolver } from 'node:dns/promises'

/** Kinds of records that a step asks for. */
export const recordTypes = ['A', 'AAAA', 'CNAME', 'TXT', 'MX', 'NS', 'SOA', 'SRV', 'CAA', 'PTR'] as const
export type RecordType = (typeof recordTypes)[number]

/** What a name resolves to. */
export interface Resolved {
  /** Each record as one text, names in lower case without a final dot; none where there is no such record or name. */
  readonly records: readonly string[]
  /** Why no answer came that says so or otherwise. */
  readonly failure?: string
}

/** Milliseconds for one question to a server, and questions in all. */
const limits = { timeout: 2000, tries: 2 }

/** Asks a server, by default those of the machine, for the records of a name. Throws only the signal's reason. */
export async function resolveName(
  name: string,
  type: RecordType,
  server: string | undefined,
  signal: AbortSignal,
): Promise<Resolved> {
  signal.throwIfAborted()
  const resolver = new Resolver(limits)
  if (server !== undefined) resolver.setServers([server])
  const cancel = (): void => resolver.cancel()
  signal.addEventListener('abort', cancel)
  try {
    return { records: (await ask(resolver, name, type)).toSorted() }
  } catch (error) {
    signal.throwIfAborted()
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    if (code === 'ENOTFOUND' || code === 'ENODATA') return { records: [] }
    const from = server === undefined ? 'the name servers of this machine' : `name server ${server}`
    return { records: [], failure: `${reasons[code] ?? code} from ${from}` }
  } finally {
    signal.removeEventListener('abort', cancel)
  }
}

const reasons: Readonly<Record<string, string>> = {
  ETIMEOUT: 'no answer came in time',
  ECONNREFUSED: 'the connection was refused: no answer',
  ESERVFAIL: 'the answer is a failure (SERVFAIL)',
  EREFUSED: 'the question was refused (REFUSED)',
  EFORMERR: 'the answer is a failure (FORMERR)',
  EBADRESP: 'a malformed answer came',
  EBADNAME: 'the name is malformed: no answer',
}

async function ask(resolver: Resolver, name: string, type: RecordType): Promise<readonly string[]> {
  switch (type) {
    case 'A':
      return await resolver.resolve4(name)
    case 'AAAA':
      return await resolver.resolve6(name)
    case 'CNAME':
      return (await resolver.resolveCname(name)).map(host)
    case 'NS':
      return (await resolver.resolveNs(name)).map(host)
    case 'PTR':
      return (await resolver.resolvePtr(name)).map(host)
    case 'TXT':
      return (await resolver.resolveTxt(name)).map((pieces) => pieces.join(''))
    case 'MX':
      return (await resolver.resolveMx(name)).map(({ priority, exchange }) => `${priority} ${host(exchange)}`)
    case 'SRV':
      return (await resolver.resolveSrv(name)).map(
        (one) => `${one.priority} ${one.weight} ${one.port} ${host(one.name)}`,
      )
    case 'CAA':
      return (await resolver.resolveCaa(name)).map(({ critical, ...tag }) => {
        const [[kind, value] = ['', '']] = Object.entries(tag).filter(([key]) => key !== 'type')
        return `${critical} ${kind} ${String(value)}`
      })
    case 'SOA': {
      const { nsname, hostmaster, serial } = await resolver.resolveSoa(name)
      return [`${host(nsname)} ${host(hostmaster)} ${serial}`]
    }
  }
}

function host(name: string): string {
  return name.toLowerCase().replace(/\.$/, '')
}
