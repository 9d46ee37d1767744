import { randomBytes } from 'node:crypto'

/** A new run id, sortable by time and unique: `20261121T161502Z-3f9a1c`. */
export function newRunId(now: Date): string {
  const time = now.toISOString().replace(/[-:]|\.\d+/g, '')
  return `${time}-${randomBytes(3).toString('hex')}`
}
