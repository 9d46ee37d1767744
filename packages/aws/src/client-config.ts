import type { Agent as HttpAgent } from 'node:http'
import type { Agent as HttpsAgent } from 'node:https'
import type { STSClient } from '@aws-sdk/client-sts'

/** An access key, with its session token where it is a temporary one. */
export interface Credentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
}

type CredentialProvider = STSClient['config']['credentials']

/** What a session hands to the constructor of every client: the part of the configuration that all clients share. */
export interface ClientConfig {
  region: string
  endpoint?: string
  forcePathStyle?: boolean
  profile?: string
  credentials?: Credentials | CredentialProvider
  retryMode: 'adaptive'
  maxAttempts: number
  customUserAgent?: string
  requestHandler: { httpAgent: HttpAgent; httpsAgent: HttpsAgent; connectionTimeout: number; socketTimeout: number }
  defaultsMode?: 'standard'
  useDualstackEndpoint?: boolean
  useFipsEndpoint?: boolean
  disableHostPrefix?: boolean
  userAgentAppId?: string
  authSchemePreference?: string[]
  sigv4aSigningRegionSet?: string[]
  requestChecksumCalculation?: 'WHEN_SUPPORTED'
  responseChecksumValidation?: 'WHEN_SUPPORTED'
  useArnRegion?: boolean
  disableS3ExpressSessionAuth?: boolean
  disableRequestCompression?: boolean
  requestMinCompressionSizeBytes?: number
  accountIdEndpointMode?: 'disabled'
  disableClockSkewCorrection?: boolean
}

/**
 * Everything that a client would otherwise look up in environment variables, configuration files or instance metadata:
 * with these given it looks nowhere.
 */
export const nothingToLookUp: Partial<ClientConfig> = {
  defaultsMode: 'standard',
  useDualstackEndpoint: false,
  useFipsEndpoint: false,
  disableHostPrefix: true,
  userAgentAppId: 'project-utils',
  authSchemePreference: [],
  sigv4aSigningRegionSet: [],
  requestChecksumCalculation: 'WHEN_SUPPORTED',
  responseChecksumValidation: 'WHEN_SUPPORTED',
  useArnRegion: false,
  disableS3ExpressSessionAuth: true,
  disableRequestCompression: true,
  requestMinCompressionSizeBytes: 10_240,
  accountIdEndpointMode: 'disabled',
  disableClockSkewCorrection: false,
}

type Next = (request: { input: object; request: unknown }) => Promise<{ response: unknown; output?: object }>
type Middleware = (next: Next, context: { clientName?: string; commandName?: string }) => Next

/** What a session needs of a client. Every client of the AWS SDK has it. */
export interface SdkClient {
  readonly config: {
    readonly credentials?: CredentialProvider
    readonly serviceId?: string
    readonly requestHandler: {
      readonly handle: unknown
      updateHttpClientConfig?(key: string, value: number): void
    }
  }
  readonly middlewareStack: {
    add(
      middleware: Middleware,
      options: { step: 'deserialize'; priority: 'low'; name: string; override: boolean },
    ): void
  }
  destroy(): void
}

/** A client class of the AWS SDK. */
export type ClientClass<T extends SdkClient> = new (config: ClientConfig) => T
