import { totalmem } from 'node:os'
import { type BuildResult, build } from 'esbuild'
import type { Options } from './bundle-options.ts'

/**
 * Esbuild, started so that it collects no garbage before half of this machine's memory is full of it: it lives for one
 * run, and collecting took a third of its time for a tenth of its memory. Whoever sets Go's own variables decides.
 */
export function buildFast(options: Options): Promise<BuildResult<Options>> {
  const { env } = process
  if (env['GOGC'] !== undefined || env['GOMEMLIMIT'] !== undefined) return build(options)
  // Esbuild's program is started by its first build, before that returns, with this process's environment and no other.
  env['GOGC'] = 'off'
  env['GOMEMLIMIT'] = `${Math.floor(usableMemory() / 2)}B`
  try {
    return build(options)
  } finally {
    delete env['GOGC']
    delete env['GOMEMLIMIT']
  }
}

/** Bytes that this process and its children may use: a container's limit where it is in one. */
function usableMemory(): number {
  const limit = process.constrainedMemory()
  return limit > 0 ? Math.min(limit, totalmem()) : totalmem()
}
