import type { Agent as HttpAgent } from 'node:http'
import type { Agent as HttpsAgent } from 'node:https'
import type { ClientConfig, SdkClient } from './client-config.ts'

/** One kept-alive connection pool for all clients of a session. */
export interface Connections {
  readonly requestHandler: ClientConfig['requestHandler']
  close(): void
}

/** Longest silence on a connection in milliseconds, by the SDK's service id: a synchronous invocation lasts 15 minutes. */
const patience: Readonly<Record<string, number>> = { Lambda: 905_000 }

/** Opens the pool: at most 64 connections a host, 5 s to connect, 60 s of silence. */
export function openConnections(): Connections {
  // Loading node:https takes as long as starting a small command; the SDK has loaded it before the first client is made.
  const { Agent: Http } = process.getBuiltinModule('node:http')
  const { Agent: Https } = process.getBuiltinModule('node:https')
  const httpAgent: HttpAgent = new Http({ keepAlive: true, maxSockets: 64 })
  const httpsAgent: HttpsAgent = new Https({ keepAlive: true, maxSockets: 64 })
  return {
    requestHandler: { httpAgent, httpsAgent, connectionTimeout: 5_000, socketTimeout: 60_000 },
    close: () => {
      httpAgent.destroy()
      httpsAgent.destroy()
    },
  }
}

/** Lets a client whose service may be silent for long wait for it. */
export function bePatient({ config }: SdkClient): void {
  const milliseconds = patience[config.serviceId ?? '']
  if (milliseconds !== undefined) config.requestHandler.updateHttpClientConfig?.('socketTimeout', milliseconds)
}
