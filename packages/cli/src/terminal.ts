import type { Host, HostOutput } from './host.ts'

type Environment = Host['environment']

/** Tells whether a CI service runs this. */
export function isCi(environment: Environment): boolean {
  const value = environment['CI']
  return value !== undefined && value !== '' && value !== '0' && value !== 'false'
}

/** Tells whether lines may be redrawn: stderr is a capable terminal of a known size and a person watches it. */
export function isLively(host: Pick<Host, 'stderr' | 'environment'>): boolean {
  return (
    host.stderr.isTTY === true &&
    host.stderr.columns !== 0 &&
    !isCi(host.environment) &&
    host.environment['TERM'] !== 'dumb'
  )
}

/** Tells whether a person can be asked: both ends are a terminal, outside CI. */
export function canAsk(host: Pick<Host, 'stdin' | 'stderr' | 'environment'>): boolean {
  return host.stdin.isTTY === true && host.stderr.isTTY === true && !isCi(host.environment)
}

/** The width to which text is formed: `COLUMNS`, else the terminal's own, else without bound (a file, a pipe). */
export function widthOf(stream: HostOutput, environment: Environment): number {
  const columns = Number(environment['COLUMNS'])
  if (Number.isInteger(columns) && columns > 0) return columns
  return stream.columns !== undefined && stream.columns > 0 ? stream.columns : Number.POSITIVE_INFINITY
}

/** Tells whether a stream gets colours: `--no-color` and `NO_COLOR` forbid, then `FORCE_COLOR` decides, then the terminal. */
export function isColoured(stream: HostOutput, environment: Environment, forbidden: boolean): boolean {
  if (forbidden || (environment['NO_COLOR'] ?? '') !== '') return false
  const force = environment['FORCE_COLOR']
  if (force !== undefined) return force !== '0' && force !== 'false'
  return stream.isTTY === true && environment['TERM'] !== 'dumb'
}
