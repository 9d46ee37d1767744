/** What an SDK failure says about itself, as far as it does. */
export interface SdkError {
  /** Its names: the error's own, the service's code, the network's code. */
  readonly names: readonly string[]
  readonly message: string
  /** HTTP status; absent when no answer came. */
  readonly status?: number
}

/** Reads a thrown value as a failure of a service, the network or the credential chain; undefined for anything else. */
export function readSdkError(error: unknown): SdkError | undefined {
  if (!(error instanceof Error)) return undefined
  const names = [error.name, text(error, 'Code'), text(error, 'code')].filter((name) => name !== undefined)
  const metadata = field(error, '$metadata')
  const status = field(metadata, 'httpStatusCode')
  const known =
    typeof status === 'number' || field(error, '$fault') !== undefined || names.some((n) => ownNames.test(n))
  if (!known) return inner(error)
  return { names, message: error.message, ...(typeof status === 'number' ? { status } : {}) }
}

/** Whether an SDK failure has one of these names or codes, such as `NoSuchKey`. */
export function isCode(error: unknown, ...names: readonly string[]): boolean {
  return readSdkError(error)?.names.some((name) => names.includes(name)) ?? false
}

/** The HTTP status of an SDK failure; undefined when no answer came, and for anything else. */
export function httpStatus(error: unknown): number | undefined {
  return readSdkError(error)?.status
}

/**
 * Whether a failed call may have taken effect all the same: no answer came, or the service failed on its side. Such a
 * call is settled by reading what is there.
 */
export function isUnclear(error: unknown): boolean {
  if (error instanceof Error && error.name === 'AbortError') return true
  const found = readSdkError(error)
  if (found === undefined || found.names.some((name) => /^(Credentials|Token)ProviderError$/.test(name))) return false
  // An answer that broke off has a status and yet says nothing: it may be that of a second try, after the first one did it.
  if (found.names.some((name) => ownNames.test(name))) return true
  return found.status === undefined || found.status < 400 || found.status >= 500
}

const ownNames =
  /^(CredentialsProviderError|TokenProviderError|TimeoutError|ECONN\w+|ENOTFOUND|EAI_AGAIN|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|E?CERT_\w+|UNABLE_TO_\w+|SELF_SIGNED_CERT_\w+|DEPTH_ZERO_\w+)$/

// Node tries IPv6 and IPv4 and reports both failures in one AggregateError.
function inner(error: Error): SdkError | undefined {
  const first = error instanceof AggregateError ? error.errors[0] : error.cause
  return first === error ? undefined : readSdkError(first)
}

function field(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !(name in value)) return undefined
  return Reflect.get(value, name)
}

function text(value: unknown, name: string): string | undefined {
  const found = field(value, name)
  return typeof found === 'string' ? found : undefined
}
