import { dirname, sep } from 'node:path'
import { type ArtifactFile, contentOf, type Tree, walkTree } from '@project-utils/artifact'
import { ProjectError } from '@project-utils/contract'
import { findUpwards } from '../paths/find-upwards.ts'
import type { BundleJob } from './bundle-options.ts'

/**
 * The files that `include` names, at the place that they have in the folder of the nearest `package.json`. What a
 * `.lambdaignore` says of the folder does not count here.
 *
 * @throws ProjectError those of `walkTree`
 */
export async function includeFiles({ job, entry }: BundleJob, root: string): Promise<Tree> {
  const { include, exclude } = job.build
  if (include.length === 0) return { files: [], inputs: [] }
  return await walkTree(baseOf(entry, root), { include, exclude, lambdaignore: false, within: root })
}

/**
 * Refuses a `package.json` among the included files that would make the CommonJS bundle an ES module.
 *
 * @param output the bundle's path
 * @throws ProjectError `LAMBDA_MODULE_TYPE`
 */
export function refuseModuleType(output: string, files: readonly ArtifactFile[], id: string): void {
  if (!output.endsWith('.js')) return
  for (let folder = dirname(output); ; folder = dirname(folder)) {
    const path = folder === '.' ? 'package.json' : `${folder}/package.json`
    const file = files.find((each) => each.path === path)
    if (file !== undefined) {
      if (!/"type"\s*:\s*"module"/.test(Buffer.from(contentOf(file)).toString())) return
      throw new ProjectError(
        'LAMBDA_MODULE_TYPE',
        `${id}: include packs ${path} with "type": "module", which would make the CommonJS ${output} an ES module`,
        { hint: `set functions.${id}.format: esm, or leave ${path} out of include` },
      )
    }
    if (folder === '.') return
  }
}

/** The folder that `include` is relative to: that of the nearest `package.json` inside the project. */
export function baseOf(entry: string, root: string): string {
  const manifest = findUpwards(dirname(entry), ['package.json'])
  const folder = manifest === undefined ? root : dirname(manifest)
  return folder.startsWith(root + sep) ? folder : root
}
