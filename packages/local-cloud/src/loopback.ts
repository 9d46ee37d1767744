import { ProjectError } from '@project-utils/contract'

/** An endpoint on this machine. */
export interface Loopback {
  /** Without a slash at the end. */
  readonly endpoint: string
  /** As a socket takes it. */
  readonly host: string
  readonly port: number
}

/** Reads an endpoint; throws `LOCAL_NOT_LOOPBACK` for anything but http or https to a loopback address. */
export function parseLoopback(endpoint: string): Loopback {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined
  const host = url?.hostname.replace(/^\[(.*)\]$/, '$1') ?? ''
  if (url === undefined || !/^https?:$/.test(url.protocol) || !isLoopbackName(host) || url.username !== '') {
    throw new ProjectError('LOCAL_NOT_LOOPBACK', `The endpoint ${endpoint} is not on this machine.`, {
      hint: 'Use an address such as http://127.0.0.1:4566, or unset AWS_ENDPOINT_URL to use the local cloud of this tool.',
    })
  }
  const port = url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port)
  return { endpoint: `${url.origin}${url.pathname}`.replace(/\/+$/, ''), host, port }
}

function isLoopbackName(host: string): boolean {
  return host === 'localhost' || host.endsWith('.localhost') || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host)
}
