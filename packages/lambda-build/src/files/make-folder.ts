import { dirname } from 'node:path'
import type { ArtifactFile } from '@project-utils/artifact'
import { ProjectError } from '@project-utils/contract'
import { nodeVersion } from '../build/handler.ts'
import type { FunctionJob } from '../build/job.ts'
import type { Made } from '../build/maker.ts'
import { type PackageRequest, productionPackages } from '../install/production.ts'
import { withoutExcluded } from '../install/without-excluded.ts'
import { findUpwards } from '../paths/find-upwards.ts'
import { excludedBy, readFolder } from './folder-files.ts'

/** What package managers read and a function does not; some of it opens registries. */
export const installerFiles: readonly string[] = [
  '.npmrc',
  '.yarnrc',
  '.yarnrc.yml',
  '.yarn',
  '.pnp.*',
  '.pnpmfile.*',
  'package-lock.json',
  'npm-shrinkwrap.json',
  'pnpm-lock.yaml',
  'pnpm-workspace.yaml',
  'yarn.lock',
  'bun.lock',
  'bun.lockb',
]

/**
 * A function's folder as it is. For Node.js, the packages that its `package.json` needs in production are those of the
 * lock file, installed for the function's machine; a `node_modules` in the folder is packed only where there are none.
 *
 * @throws ProjectError `LAMBDA_SOURCE_UNCOMPILED`, `LAMBDA_BOOTSTRAP_MISSING`, those of `walkTree` and `productionPackages`
 */
export async function makeFolder(job: FunctionJob, request: PackageRequest): Promise<Made> {
  const { include, exclude, shared } = job.build
  const { cache, root } = request.options
  const folder = folderOf(job)
  const isNode = job.runtime === undefined || nodeVersion(job.runtime) !== undefined
  const packages = isNode ? await productionPackages(folder, request) : undefined
  const never = isNode ? [...installerFiles, ...(packages === undefined ? [] : ['node_modules'])] : []
  const { files, inputs } = await readFolder(folder, { cache, root, include, exclude, shared, never })
  if (isNode) refuseTypeScript(job, files)
  if (job.runtime?.startsWith('provided') === true) refuseWithoutBootstrap(job, files)
  const installed = withoutExcluded(packages?.files ?? [], excludedBy(folder, exclude))
  return {
    files: [...files, ...installed],
    inputs: [...new Set([...inputs, ...(packages?.sources ?? [])])],
    findings: packages?.findings ?? [],
  }
}

function folderOf({ build: { directory, entry = '' } }: FunctionJob): string {
  if (directory !== undefined) return directory
  const manifest = findUpwards(dirname(entry), ['package.json'])
  return dirname(manifest ?? entry)
}

function refuseTypeScript({ id, handler }: FunctionJob, files: readonly ArtifactFile[]): void {
  const paths = new Set(files.map(({ path }) => path))
  const extensions = ['', '.js', '.mjs', '.cjs']
  if (extensions.some((extension) => paths.has(handler.file + extension))) return
  const source = ['.ts', '.mts', '.cts', '.tsx']
    .map((extension) => handler.file + extension)
    .find((path) => paths.has(path))
  if (source === undefined) return
  throw new ProjectError(
    'LAMBDA_SOURCE_UNCOMPILED',
    `${id}: the handler "${handler.text}" is there as ${source} only, which Lambda does not load, and bundle: false packs it as it is`,
    {
      hint: `remove functions.${id}.bundle, or compile first (tsc) and set directory to the folder of what was compiled`,
    },
  )
}

function refuseWithoutBootstrap({ id, runtime = '' }: FunctionJob, files: readonly ArtifactFile[]): void {
  const bootstrap = files.find(({ path }) => path === 'bootstrap')
  if (bootstrap?.executable === true) return
  const elsewhere = files.find(({ path }) => path.endsWith('/bootstrap'))?.path
  const fact =
    bootstrap === undefined ? 'there is no file bootstrap in its folder' : 'its file bootstrap is not executable'
  const hint =
    bootstrap !== undefined
      ? 'chmod +x bootstrap'
      : elsewhere === undefined
        ? 'build the program under the name bootstrap into the folder'
        : `set functions.${id}.directory to the folder of ${elsewhere}`
  throw new ProjectError('LAMBDA_BOOTSTRAP_MISSING', `${id}: ${runtime} starts the executable bootstrap, and ${fact}`, {
    hint,
  })
}
