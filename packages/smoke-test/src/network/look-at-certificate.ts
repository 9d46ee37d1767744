import { isIP } from 'node:net'
import { checkServerIdentity, connect, type PeerCertificate, type TLSSocket } from 'node:tls'

/** The host whose certificate is looked at. */
export interface TlsHost {
  readonly host: string
  readonly port: number
  /** The name that the certificate must be for, and that the server is asked for. */
  readonly name: string
  /** Certificates in PEM that are trusted instead of those of Node. */
  readonly authorities: string | undefined
}

/** What a server shows. */
export interface ShownCertificate {
  /** Why the chain is not trusted; absent where it is. */
  readonly distrust?: string
  /** Why it is not for the host; absent where it is. */
  readonly misfit?: string
  /** Such as `TLSv1.3`. */
  readonly protocol: string
  readonly subject: string
  readonly issuer: string
  readonly names: readonly string[]
  /** UTC, ISO 8601. */
  readonly from: string
  readonly until: string
  /** Whole days from now until it ends; below zero after its end. */
  readonly daysLeft: number
  readonly fingerprint: string
}

/** Connects, looks at the certificate, and leaves; or says why it saw none. Throws only the signal's reason. */
export async function lookAtCertificate(
  { host, port, name, authorities }: TlsHost,
  signal: AbortSignal,
): Promise<ShownCertificate | { readonly failure: string }> {
  signal.throwIfAborted()
  let socket: TLSSocket | undefined
  let leave = (): void => undefined
  try {
    return await new Promise<ShownCertificate>((resolve, reject) => {
      leave = () => reject(signal.reason)
      signal.addEventListener('abort', leave)
      // What is wrong with the certificate is told in whole, not only the first of it; nothing is sent over it.
      socket = connect({
        host,
        port,
        rejectUnauthorized: false,
        checkServerIdentity: () => undefined,
        ALPNProtocols: ['http/1.1'],
        minVersion: 'TLSv1',
        ...(isIP(name) === 0 ? { servername: name } : {}),
        ...(authorities === undefined ? {} : { ca: authorities }),
      })
      socket.once('error', reject)
      socket.once('close', () => reject(new Error('the server closed the connection')))
      socket.once('secureConnect', () => {
        const shown = socket === undefined ? undefined : shownBy(socket, name)
        if (shown === undefined) reject(new Error('the server showed no certificate'))
        else resolve(shown)
      })
    })
  } catch (error) {
    signal.throwIfAborted()
    return { failure: error instanceof Error ? innermost(error) : String(error) }
  } finally {
    signal.removeEventListener('abort', leave)
    socket?.on('error', () => undefined)
    socket?.destroy()
  }
}

/** Node tries every address of a host, and tells of all failures in one error without words. */
function innermost(error: Error): string {
  const [first] = error instanceof AggregateError ? error.errors : []
  const cause = first instanceof Error ? first : error
  // OpenSSL's message is for those who know its source.
  const isOpenSsl = 'reason' in cause && typeof cause.reason === 'string'
  return isOpenSsl ? `${cause.reason}; does it speak TLS there?` : cause.message
}

function shownBy(socket: TLSSocket, name: string): ShownCertificate | undefined {
  const certificate: PeerCertificate = socket.getPeerCertificate()
  if (certificate.valid_to === undefined) return undefined
  const misfit = checkServerIdentity(name, certificate)?.message
  const until = new Date(certificate.valid_to)
  return {
    ...(socket.authorized ? {} : { distrust: String(socket.authorizationError) }),
    ...(misfit === undefined ? {} : { misfit }),
    protocol: socket.getProtocol() ?? 'unknown',
    subject: text(certificate.subject?.CN),
    issuer: [certificate.issuer?.O, certificate.issuer?.CN]
      .map(text)
      .filter((one) => one !== '')
      .join(' '),
    names: (certificate.subjectaltname ?? '')
      .split(', ')
      .filter((one) => one !== '')
      .map((one) => one.replace(/^(DNS|IP Address):/, '')),
    from: new Date(certificate.valid_from).toISOString(),
    until: until.toISOString(),
    daysLeft: Math.floor((until.getTime() - Date.now()) / 86_400_000),
    fingerprint: certificate.fingerprint256,
  }
}

function text(value: string | readonly string[] | undefined): string {
  return value === undefined ? '' : String(value)
}
