import type { FunctionBuild, LayerBuild } from '@project-utils/project'
import { nodeVersion } from './handler.ts'
import type { Kind } from './job.ts'

/** Which maker builds a function: by its runtime and by what is written of its source. */
export function functionKind(
  { bundle, entry, directory, requirements }: FunctionBuild,
  runtime: string | undefined,
): Kind {
  const isPython = runtime?.startsWith('python') ?? (requirements !== undefined || /\.py$/.test(entry ?? ''))
  if (isPython) return 'python'
  const isNode = runtime === undefined || nodeVersion(runtime) !== undefined
  return isNode && bundle && (entry !== undefined || directory !== undefined) ? 'bundle' : 'files'
}

/** Which maker builds a layer. */
export function layerKind({ requirements }: LayerBuild, runtime: string | undefined): Kind {
  return runtime?.startsWith('python') === true || requirements !== undefined ? 'python' : 'files'
}

/** The language level of bundles for a runtime. Default, where no template names one: that of Node.js 22. */
export function bundleTarget(runtime: string | undefined): string {
  return `node${nodeVersion(runtime) ?? 22}`
}
