import { isIP } from 'node:net'
import { connect } from 'node:tls'

/** The certificate that a host serves. */
export interface ServedCertificate {
  /** ISO 8601, UTC. */
  readonly expires: string
  /** False where no browser would go on, and why. */
  readonly isTrusted: boolean
  readonly why?: string
}

/**
 * Reads the certificate that a host serves, whatever is wrong with it; undefined where there is no answer. Throws only the
 * signal's reason.
 */
export async function servedCertificate(
  host: string,
  port: number,
  signal: AbortSignal,
): Promise<ServedCertificate | undefined> {
  signal.throwIfAborted()
  const { promise, resolve, reject } = Promise.withResolvers<ServedCertificate | undefined>()
  const name = host.replace(/^\[|\]$/g, '')
  // Whether it is trusted is what is asked; nothing is sent over the connection.
  const socket = connect({
    host: name,
    port,
    rejectUnauthorized: false,
    ...(isIP(name) === 0 ? { servername: name } : {}),
  })
  const abort = (): void => reject(signal.reason)
  signal.addEventListener('abort', abort)
  socket.once('secureConnect', () => {
    const { valid_to: end } = socket.getPeerCertificate()
    const expires = end === undefined ? Number.NaN : Date.parse(end)
    if (Number.isNaN(expires)) resolve(undefined)
    else {
      // Node types it as an error, and gives the code as a text.
      const why = socket.authorized ? undefined : String(socket.authorizationError ?? 'it is not trusted')
      const at = new Date(expires).toISOString()
      resolve({ expires: at, isTrusted: socket.authorized, ...(why === undefined ? {} : { why }) })
    }
  })
  socket.once('error', () => resolve(undefined))
  socket.once('close', () => resolve(undefined))
  try {
    return await promise
  } finally {
    signal.removeEventListener('abort', abort)
    socket.destroy()
  }
}
