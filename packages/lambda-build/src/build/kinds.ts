import type { Kind } from './job.ts'
import type { Maker } from './maker.ts'

/** The maker of each kind, loaded when a job of that kind is stale. */
export const makers: Readonly<Record<Kind, () => Promise<Maker>>> = {
  bundle: async () => (await import('../node/make-bundles.ts')).makeBundles,
  files: async () => (await import('../files/make-files.ts')).makeFiles,
  python: async () => (await import('../python/make-python.ts')).makePython,
}
