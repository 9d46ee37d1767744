import { type Invocation, localOptions } from '@project-utils/cli'
import { ProjectError } from '@project-utils/contract'
import type { LocalOptions } from '@project-utils/local-cloud'

/**
 * The options for this person's own local cloud, with the flags `--port` and `--python`. An `AWS_ENDPOINT_URL` of the
 * shell does not count here: after `eval "$(project-local env)"` it names this very cloud, and any other is not ours.
 */
export async function ownOptions(invocation: Pick<Invocation, 'environment' | 'flags' | 'cwd'>): Promise<LocalOptions> {
  const { endpoint: _, ...options } = await localOptions(invocation)
  const { port, python } = invocation.flags
  return {
    ...options,
    ...(typeof port === 'string' ? { port: parsePort(port) } : {}),
    ...(typeof python === 'string' ? { python } : {}),
  }
}

/** Reads a port number; throws `LOCAL_FLAG_INVALID` for anything but 1 to 65535, or 0 for a free one. */
export function parsePort(text: string): number {
  const port = Number(text)
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port
  throw new ProjectError('LOCAL_FLAG_INVALID', `"${text}" is no port.`, {
    hint: 'Ports go from 1 to 65535; 0 takes a free one.',
  })
}
