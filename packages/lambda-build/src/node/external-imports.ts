import { isBuiltin } from 'node:module'
import type { Finding } from '@project-utils/contract'
import type { FunctionJob } from '../build/job.ts'

/** An import that was left out of a bundle, and the folder of the file that has it. */
export interface ExternalImport {
  readonly name: string
  readonly from: string
  /** As esbuild names it, such as `import-statement` or `require-call`. */
  readonly kind: string
}

/** The first Node.js whose Lambda runtime looks into `NODE_PATH` for an `import` too. Source: AWS blog on nodejs18.x. */
const searchesLayers = 18

/**
 * Findings about imports that only the runtime or a layer can serve: an ES module of an old runtime does not look where
 * those put packages.
 */
export function layerFindings(job: FunctionJob, external: readonly ExternalImport[]): readonly Finding[] {
  const version = Number(/^nodejs(\d+)\.x$/.exec(job.runtime ?? '')?.[1] ?? searchesLayers)
  if (job.build.format !== 'esm' || version >= searchesLayers) return []
  const names = new Set(
    external
      .filter(({ name, kind }) => kind !== 'require-call' && !isBuiltin(name) && name.startsWith('@aws-sdk/'))
      .map(({ name }) => name),
  )
  return [...names].map((name) => ({
    rule: 'lambda/layer-import',
    category: 'build',
    severity: 'warning',
    message: `${job.id}: an ES module under ${job.runtime} does not find ${name} in the runtime or in a layer`,
    fix: `take ${name} out of external, or set functions.${job.id}.format: cjs`,
    where: { resource: job.id },
  }))
}
