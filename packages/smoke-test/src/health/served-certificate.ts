import { lookAtCertificate } from '../network/look-at-certificate.ts'

/** The certificate that a host serves. */
export interface ServedCertificate {
  /** ISO 8601, UTC. */
  readonly expires: string
  /** False where no browser would go on, and why. */
  readonly isTrusted: boolean
  readonly why?: string
}

/**
 * Reads the certificate that a host serves, whatever is wrong with it; undefined where none was seen. Throws only the
 * signal's reason.
 */
export async function servedCertificate(
  hostname: string,
  port: number,
  signal: AbortSignal,
): Promise<ServedCertificate | undefined> {
  const host = hostname.replace(/^\[|\]$/g, '')
  const shown = await lookAtCertificate({ host, port, name: host, authorities: undefined }, signal)
  if ('failure' in shown) return undefined
  const why = shown.misfit ?? shown.distrust
  return { expires: shown.until, isTrusted: why === undefined, ...(why === undefined ? {} : { why }) }
}
