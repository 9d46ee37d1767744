import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { LayerBuild } from '@project-utils/project'
import type { FunctionJob } from '../build/job.ts'
import { findRequirements } from './find-requirements.ts'
import { normalName } from './marker.ts'
import { requirementName } from './requirements-file.ts'
import { layerFolder } from './source-folder.ts'
import type { Target } from './target.ts'

/** Whether a function's layers bring modules. */
export interface LayerModules {
  /** `maybe`: a layer has packages whose modules have other names, or nothing is known of it. */
  readonly brings: (top: string) => 'yes' | 'maybe' | 'no'
  /** What decided it, absolute. */
  readonly inputs: readonly string[]
}

/** Looks into the folders of the project's layers, and at the packages that they require; installs nothing. */
export function layerModules(
  { layers: { own, hasOthers } }: Pick<FunctionJob, 'layers'>,
  root: string,
  target: Target,
): LayerModules {
  const inputs: string[] = []
  const known = new Set<string>()
  let isOpen = hasOthers
  for (const layer of own) {
    for (const folder of foldersOf(layer, target)) {
      inputs.push(folder)
      for (const name of readdirSync(folder)) known.add(normalName(name.split('.')[0] ?? ''))
    }
    const { from, folder } = layerFolder(layer.directory)
    const { requirements } = layer
    const search = { from, folder, root, ...(requirements === undefined ? {} : { named: requirements }) }
    const required = findRequirements(search, target)
    inputs.push(...required.inputs)
    for (const line of required.lines) known.add(normalName(requirementName(line)))
    if (required.lines.length > 0) isOpen = true
  }
  return { brings: (top) => (known.has(normalName(top)) ? 'yes' : isOpen ? 'maybe' : 'no'), inputs }
}

/** From where Python imports in a layer. Source: "Packaging your layer content", AWS. */
function foldersOf({ directory }: LayerBuild, { version }: Target): readonly string[] {
  const { folder, laidOut } = layerFolder(directory)
  const inner = join(folder, 'python')
  const all = laidOut ? [inner, join(inner, 'lib', `python${version}`, 'site-packages')] : [folder]
  return all.filter((each) => existsSync(each))
}
