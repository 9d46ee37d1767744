import { NoAnswer } from './no-answer.ts'

/** Why there is no answer, for people, and whether another try may end otherwise. */
export interface Reason {
  readonly text: string
  readonly transient: boolean
}

/** Says what an error of a connection means for who wanted an answer from `url`. */
export function reasonOf(error: unknown, url: string): Reason {
  if (error instanceof NoAnswer) return { text: error.message, transient: !error.isFinal }
  if (error instanceof AggregateError && error.errors.length > 0) return reasonOf(error.errors[0], url)
  if (!(error instanceof Error)) return { text: String(error), transient: true }
  // `fetch failed` alone helps nobody: the innermost cause does.
  if (error.cause !== undefined && error.cause !== null) return reasonOf(error.cause, url)
  const { code = '', message } = error as NodeJS.ErrnoException
  const { hostname, host, protocol } = new URL(url)
  const certificate = certificateReason(code, hostname, error)
  if (certificate !== undefined) return { text: certificate, transient: false }
  const text = connectionReason(code, { hostname, host, isSecure: protocol === 'https:' })
  return { text: text ?? message, transient: true }
}

/** Codes of OpenSSL and Node that say that a certificate is not to be trusted; other tries would meet the same one. */
function certificateReason(code: string, host: string, error: Error): string | undefined {
  switch (code) {
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
      return `the certificate of ${host} is signed by itself, so nobody vouches for it`
    case 'SELF_SIGNED_CERT_IN_CHAIN':
    case 'UNABLE_TO_GET_ISSUER_CERT':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
      return `the certificate of ${host} is issued by an authority that is not trusted; for one of your own: tls: { ca: file }`
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
      return `the certificate of ${host} cannot be verified: its issuer is not trusted, or the server does not send the certificates between; for an authority of your own: tls: { ca: file }`
    case 'CERT_HAS_EXPIRED':
      return `the certificate of ${host}, or one above it, has expired`
    case 'CERT_NOT_YET_VALID':
      return `the certificate of ${host}, or one above it, is not valid yet`
    case 'CERT_REVOKED':
      return `the certificate of ${host} is revoked`
    case 'ERR_TLS_CERT_ALTNAME_INVALID': {
      const names = /^.*altnames: (.*)$/.exec(error.message)?.[1]
      const { host: wanted = host } = error as { readonly host?: string }
      return `the certificate is not for ${wanted}${names === undefined ? '' : `, but for ${names.replaceAll('DNS:', '')}`}`
    }
    default:
      return /^(CERT_|INVALID_PURPOSE|INVALID_CA|PATH_LENGTH_EXCEEDED)/.test(code)
        ? `the certificate of ${host} is not valid: ${error.message}`
        : undefined
  }
}

function connectionReason(
  code: string,
  { hostname, host, isSecure }: { readonly hostname: string; readonly host: string; readonly isSecure: boolean },
): string | undefined {
  if (/^(EPROTO|ERR_SSL_)/.test(code))
    return isSecure ? `${host} and we found no common TLS; maybe it speaks http only` : undefined
  switch (code) {
    case 'ENOTFOUND':
      return `the name ${hostname} does not exist`
    case 'EAI_AGAIN':
      return `the name ${hostname} cannot be looked up`
    case 'ECONNREFUSED':
      return `nobody listens at ${host}`
    case 'ECONNRESET':
    case 'EPIPE':
      return 'the server closed the connection before its answer was whole'
    case 'HPE_HEADER_OVERFLOW':
      return 'the headers are larger than 16 KiB'
    default:
      return code.startsWith('HPE_')
        ? 'what came is no HTTP, or goes on after the end that its headers name'
        : undefined
  }
}
