import { mkdir, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type Context, ProjectError } from '@project-utils/contract'
import { planImages } from '@project-utils/lambda-build'
import type { SiteBuild, SiteFile } from '@project-utils/site'
import { desiredFrom } from '../build.ts'
import { buildInput } from '../build-input.ts'
import type { Workbench } from '../workbench.ts'
import type { Desired } from '../world.ts'
import { planFiles, type SavedRelease } from './saved-plan.ts'

/** Bodies that are fetched side by side. */
const atOnce = 16

/**
 * What a saved plan wants: templates and configuration as they are checked out, code and site as they were built when the
 * plan was made. Nothing is built; images are looked up by what they would be built from.
 *
 * @throws ProjectError `DEPLOY_PLAN_MOVED_ON` where bytes of the plan are not in the bucket any more
 */
export async function restoreDesired(bench: Workbench, saved: SavedRelease, context: Context): Promise<Desired> {
  const { project } = bench
  const [sources, input] = await Promise.all([bench.sources(), buildInput(bench)])
  const { cache } = input
  const repository = `${project.name}-${project.environment}-repository`
  const [images, site] = await Promise.all([
    planImages({ functions: input.functions, template: input.template, repository, cache }, context),
    restoreSite(bench, saved, cache),
  ])
  return desiredFrom({ artifacts: saved.artifacts, images, ...(site === undefined ? {} : { site }) }, sources, bench)
}

async function restoreSite(bench: Workbench, saved: SavedRelease, cache: string): Promise<SiteBuild | undefined> {
  const { site: manifest, plan } = saved
  if (manifest === undefined) return undefined
  const directory = join(cache, 'plans', manifest.sha256)
  const build = { directory, manifest, reused: true, why: 'kept with the plan', findings: [] }
  if (!plan.steps.some(({ kind }) => kind.startsWith('site-'))) return build
  for (let from = 0; from < manifest.files.length; from += atOnce) {
    await Promise.all(manifest.files.slice(from, from + atOnce).map((file) => fetchFile(file, directory, bench)))
  }
  return build
}

/** A file that is there already with its size was fetched by a look before; publishing checks its hash. */
async function fetchFile({ key, size, sha256 }: SiteFile, directory: string, { records }: Workbench): Promise<void> {
  const path = join(directory, key)
  const found = await stat(path).catch(() => undefined)
  if (found?.size === size) return
  const blob = await records.blobs.get(sha256)
  if (blob === undefined) {
    throw new ProjectError('DEPLOY_PLAN_MOVED_ON', `${key} of the site is not in the bucket any more`, {
      hint: `make and review a new plan: ${planFiles.again}`,
    })
  }
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, blob.body)
}
