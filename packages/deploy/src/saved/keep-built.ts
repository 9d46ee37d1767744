import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Prepared, ProjectError } from '@project-utils/contract'
import { sha256 } from '@project-utils/run'
import { sitePlan } from '../site-plan.ts'
import { uploadArtifact } from '../steps/blobs.ts'
import type { Workbench } from '../workbench.ts'
import type { World } from '../world.ts'

/** Bodies that are sent side by side. */
const atOnce = 16

/**
 * Keeps what a plan will need when it is applied, maybe by another machine that builds nothing: artifacts, and the files of
 * a site that it publishes, by their hashes. What the bucket holds already is not sent again.
 *
 * @throws ProjectError `DEPLOY_PLAN_MOVED_ON` where the site's folder changes meanwhile
 */
export async function keepBuilt(world: World, bench: Pick<Workbench, 'records'>): Promise<readonly Prepared[]> {
  const [code, site] = await Promise.all([keepCode(world, bench), keepSiteFiles(world, bench)])
  return [...code, ...site]
}

async function keepCode({ desired, actual }: World, bench: Pick<Workbench, 'records'>): Promise<readonly Prepared[]> {
  const missing = Object.values(desired.artifacts).filter(({ manifest }) => actual.missing.includes(manifest.sha256))
  await Promise.all(missing.map((artifact) => uploadArtifact(artifact, bench)))
  return missing.map(({ logicalId, manifest }) => {
    const stack = (desired.functions[logicalId] ?? desired.layers[logicalId])?.stack
    return { kind: 'blob', step: stack === undefined ? 'blobs' : `stack.${stack}`, id: manifest.sha256 }
  })
}

async function keepSiteFiles(world: World, { records }: Pick<Workbench, 'records'>): Promise<readonly Prepared[]> {
  const { site } = world.desired
  if (site === undefined || sitePlan(world) === undefined) return []
  const files = new Map(site.manifest.files.map((file) => [file.sha256, file]))
  const missing = await records.blobs.missing([...files.keys()])
  for (let from = 0; from < missing.length; from += atOnce) {
    const batch = missing.slice(from, from + atOnce)
    await Promise.all(
      batch.map(async (hash) => {
        const body = await readFile(join(site.directory, files.get(hash)?.key ?? ''))
        if (sha256(body) !== hash) throw changed(files.get(hash)?.key ?? hash)
        await records.blobs.put(hash, body)
      }),
    )
  }
  return missing.map((hash) => ({ kind: 'blob', step: 'site.pages', id: hash }))
}

function changed(file: string): ProjectError {
  return new ProjectError('DEPLOY_PLAN_MOVED_ON', `${file} of the site was changed while the plan was made`, {
    hint: 'run the same command again',
  })
}
