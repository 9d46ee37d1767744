import { ProjectError, type Scope } from '@project-utils/contract'
import { type AwsCall, recordCalls } from './calls.ts'
import {
  type ClientClass,
  type ClientConfig,
  type Credentials,
  nothingToLookUp,
  type SdkClient,
} from './client-config.ts'
import { bePatient, type Connections, openConnections } from './connections.ts'
import { loopbackEndpoint } from './endpoint.ts'
import { guardScope } from './guard.ts'
import { type Identity, readIdentity } from './identity.ts'

/** Clients for one region and one set of credentials, with one connection pool. */
export interface Session {
  readonly region: string
  /** Set when the session speaks to the local cloud. */
  readonly endpoint?: string
  /** The profile given, if any. */
  readonly profile?: string
  /** The client of a class, made on first use. */
  client<T extends SdkClient>(make: ClientClass<T>): T
  /** Who the credentials belong to; asked once. */
  identity(): Promise<Identity>
  /**
   * Confirms, before the first write, that the session reaches the scope's account and region.
   *
   * @throws ProjectError `AWS_WRONG_ACCOUNT`, `AWS_WRONG_REGION`, `AWS_WRONG_TARGET`, or why the identity is unknown
   */
  guard(scope: Scope): Promise<void>
  /** Every request so far, retries too, in the order in which they ended. */
  readonly calls: readonly AwsCall[]
  /** Closes all connections; the session's clients are of no use afterwards. */
  destroy(): void
}

export interface SessionOptions {
  readonly region: string
  /** A profile of the AWS configuration files; default: whatever the SDK's own chain finds. */
  readonly profile?: string
  /** The local cloud's address. Needs `credentials`, takes no `profile`, and must be loopback. */
  readonly endpoint?: string
  readonly credentials?: Credentials
  /** Added to the user agent of every request, such as `project-deploy/0.1.0`. */
  readonly userAgent?: string
}

/**
 * Opens a session; nothing is asked or loaded before the first client is used. With an endpoint, no profile, environment
 * variable, configuration file or instance metadata is consulted: what is given is all there is.
 *
 * @throws ProjectError `AWS_REGION`, `AWS_ENDPOINT_NOT_LOCAL`, `AWS_LOCAL_CREDENTIALS`
 */
export function openSession(options: SessionOptions): Session {
  const { region, profile } = options
  if (!/^[a-z]{2,}(-[a-z]+)+-\d{1,2}$/.test(region)) {
    throw new ProjectError('AWS_REGION', `"${region}" is no AWS region`, { hint: 'name one such as us-east-1' })
  }
  const endpoint = options.endpoint === undefined ? undefined : loopbackEndpoint(options.endpoint)
  if (endpoint !== undefined && (options.credentials === undefined || profile !== undefined)) {
    throw new ProjectError(
      'AWS_LOCAL_CREDENTIALS',
      `the local cloud at ${endpoint} takes explicit credentials and no profile`,
      { hint: 'run the command without --profile' },
    )
  }
  const clients = new Map<ClientClass<SdkClient>, SdkClient>()
  const calls: AwsCall[] = []
  let connections: Connections | undefined
  let credentials: ClientConfig['credentials'] = options.credentials
  let identity: Promise<Identity> | undefined

  const configure = (pool: Connections): ClientConfig => ({
    region,
    retryMode: 'adaptive',
    maxAttempts: endpoint === undefined ? 6 : 3,
    requestHandler: pool.requestHandler,
    ...(endpoint === undefined ? {} : { ...nothingToLookUp, endpoint, forcePathStyle: true }),
    ...(profile === undefined ? {} : { profile }),
    ...(credentials === undefined ? {} : { credentials }),
    ...(options.userAgent === undefined ? {} : { customUserAgent: options.userAgent }),
  })

  const session: Session = {
    region,
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(profile === undefined ? {} : { profile }),
    calls,
    client<T extends SdkClient>(make: ClientClass<T>): T {
      const known = clients.get(make)
      if (known instanceof make) return known
      connections ??= openConnections()
      const client = new make(configure(connections))
      // The first client's provider remembers what it found; sharing it spares the others a sign-on of their own.
      credentials ??= client.config.credentials
      bePatient(client)
      recordCalls(client, calls)
      clients.set(make, client)
      return client
    },
    async identity() {
      identity ??= readIdentity(session)
      try {
        return await identity
      } catch (error) {
        identity = undefined
        throw error
      }
    },
    guard: (scope) => guardScope(session, scope),
    destroy() {
      for (const client of clients.values()) client.destroy()
      clients.clear()
      connections?.close()
      connections = undefined
    },
  }
  return session
}

/** Credentials that make the local cloud answer as an account: there the access key is the account. */
export function localCredentials(account: string): Credentials {
  return { accessKeyId: account, secretAccessKey: 'local' }
}
