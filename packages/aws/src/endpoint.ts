import { ProjectError } from '@project-utils/contract'

/**
 * Returns the endpoint's origin if it is on this machine's loopback interface: 127.0.0.0/8, `[::1]` or `localhost`.
 *
 * @throws ProjectError `AWS_ENDPOINT_NOT_LOCAL` for any other, and for one with a user name in it
 */
export function loopbackEndpoint(endpoint: string): string {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined
  if (url !== undefined && isLoopback(url)) return url.origin
  throw new ProjectError('AWS_ENDPOINT_NOT_LOCAL', `the endpoint ${url?.origin ?? endpoint} is not on this machine`, {
    hint: 'give a loopback address such as http://127.0.0.1:4566, or leave AWS_ENDPOINT_URL unset',
  })
}

// The URL parser has already brought 127.1, 0x7f.1 and the like into dotted form.
function isLoopback({ protocol, hostname, username, password }: URL): boolean {
  if (!['http:', 'https:'].includes(protocol) || username !== '' || password !== '') return false
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname)
}
