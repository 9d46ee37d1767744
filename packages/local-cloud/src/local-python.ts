import { askLauncher } from './launcher.ts'
import type { LocalCloud } from './local-cloud.ts'

/** The Python that runs the Python functions of a local cloud, whatever runtime they declare. */
export interface LocalPython {
  /** Absolute path of the interpreter. */
  readonly path: string
  /** Such as `3.11`. */
  readonly version: string
}

/** Asks a local cloud for its Python; undefined where our launcher does not serve it, or is older than the question. */
export async function localPython(cloud: LocalCloud): Promise<LocalPython | undefined> {
  if (cloud.token === undefined) return undefined
  const { python, executable } = (await askLauncher(cloud, 'GET', 'status'))?.body ?? {}
  const version = typeof python === 'string' ? /^\d+\.\d+/.exec(python)?.[0] : undefined
  if (version === undefined || typeof executable !== 'string') return undefined
  return { path: executable, version }
}
