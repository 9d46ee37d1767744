import { formatPlace, type Problem } from '@project-utils/contract'
import type { LayerBuild } from '@project-utils/project'
import type { TemplateLayer } from '../artifact/artifact.ts'

/** A layer may be built for one of the runtimes and architectures that its template names, and for no other. */
export function layerContradictions(build: LayerBuild, known: TemplateLayer): readonly Problem[] {
  const { logicalId, where } = build
  const place = known.place === undefined ? 'the template' : formatPlace(known.place)
  const pairs = [
    ['runtime', build.runtime, known.runtimes],
    ['architecture', build.architecture, known.architectures],
  ] as const
  return pairs.flatMap(([key, written, declared]): Problem[] => {
    if (written === undefined || declared === undefined || declared.length === 0 || declared.includes(written))
      return []
    const message = `layers.${logicalId}.${key} is ${written}, and ${place} says ${declared.join(', ')}`
    return [{ code: 'LAMBDA_CONTRADICTION', message, hint: `remove layers.${logicalId}.${key}`, where }]
  })
}
