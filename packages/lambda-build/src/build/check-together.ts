import type { Problem } from '@project-utils/contract'
import type { BuildInput, StoredArtifact } from '../artifact/artifact.ts'
import { limits } from '../artifact/limits.ts'
import { sizeProblem } from '../artifact/size.ts'

/** Refuses functions that are larger than Lambda takes only together with the project's own layers. */
export function checkTogether(
  artifacts: ReadonlyMap<string, Pick<StoredArtifact, 'manifest'>>,
  { functions, template, limits: given }: Pick<BuildInput, 'functions' | 'template' | 'limits'>,
): readonly Problem[] {
  const sizeOf = (id: string): number =>
    (artifacts.get(id)?.manifest.entries ?? []).reduce((sum, { size }) => sum + size, 0)
  return functions.flatMap(({ logicalId, where }): readonly Problem[] => {
    const layers = (template[logicalId]?.layers ?? []).filter((id) => artifacts.has(id))
    if (layers.length === 0 || !artifacts.has(logicalId)) return []
    const weights = [
      { name: 'its own code', bytes: sizeOf(logicalId) },
      ...layers.map((id) => ({ name: `layer ${id}`, bytes: sizeOf(id) })),
    ]
    const total = weights.reduce((sum, { bytes }) => sum + bytes, 0)
    const problem = sizeProblem(`${logicalId} with its layers`, total, weights, given?.unzipped ?? limits.unzipped)
    return problem === undefined ? [] : [{ ...problem, where }]
  })
}
