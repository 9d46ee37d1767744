import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { ArtifactFile } from '@project-utils/artifact'
import type { Finding } from '@project-utils/contract'
import type { LayerJob } from '../build/job.ts'
import type { Made } from '../build/maker.ts'
import { findLock } from '../install/lock.ts'
import { type PackageRequest, productionPackages } from '../install/production.ts'
import { withoutExcluded } from '../install/without-excluded.ts'
import { excludedBy, readFolder } from './folder-files.ts'
import { installerFiles } from './make-folder.ts'

/** Where runtimes look below `/opt`. Source: "Packaging your layer content", AWS. */
const looked = ['nodejs', 'python', 'java', 'ruby', 'lib', 'bin', 'extensions', 'dotnetcore']

/**
 * A layer's folder: one with a `package.json` becomes `nodejs/`, with its production packages from the lock file; one that
 * has the layout of a layer is packed as it is, and so is all else, with a finding that nothing looks there.
 *
 * @throws ProjectError those of `walkTree` and `productionPackages`
 */
export async function makeLayer(job: LayerJob, request: PackageRequest): Promise<Made> {
  const { directory, include, exclude, shared } = job.build
  const { cache, root } = request.options
  const prefix = existsSync(join(directory, 'package.json')) && !existsSync(join(directory, 'nodejs')) ? 'nodejs/' : ''
  const home = prefix === '' ? join(directory, 'nodejs') : directory
  const packages = await packagesOf(home, request)
  const installed = prefix === '' ? ['nodejs/node_modules'] : ['node_modules']
  const never = [...installerFiles, ...(packages === undefined ? [] : installed)]
  const own = await readFolder(directory, { cache, root, include, exclude, shared, never })
  const files = own.files.map((file) => ({ ...file, path: prefix + file.path }))
  const packed = withoutExcluded(packages?.files ?? [], excludedBy(directory, exclude))
  const all = [...files, ...packed.map((file) => ({ ...file, path: `nodejs/${file.path}` }))]
  return {
    files: all,
    inputs: [...new Set([...own.inputs, ...(packages?.sources ?? [])])],
    findings: [...(packages?.findings ?? []), ...lostFindings(job, all)],
  }
}

/** What is installed in a folder without a lock file was put there on purpose. */
async function packagesOf(home: string, request: PackageRequest): ReturnType<typeof productionPackages> {
  const isFilled = existsSync(join(home, 'node_modules')) && readdirSync(join(home, 'node_modules')).length > 0
  if (isFilled && findLock(home, request.options.root) === undefined) return undefined
  return await productionPackages(home, request)
}

/** What lies where no runtime looks. */
function lostFindings({ id, where }: LayerJob, files: readonly ArtifactFile[]): readonly Finding[] {
  const tops = new Set(files.filter(({ path }) => path.includes('/')).map(({ path }) => path.split('/')[0] ?? ''))
  const finding = (message: string, fix: string): Finding => ({
    rule: 'lambda/layer-layout',
    category: 'build',
    severity: 'warning',
    message: `${id}: ${message}`,
    where,
    fix,
  })
  if (tops.has('node_modules'))
    return [
      finding(
        'node_modules lies at the root of the layer, and Node.js looks in nodejs/node_modules',
        'move it into a folder nodejs',
      ),
    ]
  if (!looked.some((name) => tops.has(name))) {
    const message = `no runtime looks into any of its folders; they do into ${looked.join(', ')}`
    return [
      finding(
        message,
        'move what is for Node.js into nodejs/node_modules, for Python into python, programs into bin, libraries into lib',
      ),
    ]
  }
  const isFound = files.some(({ path }) => /^nodejs\/(node\d+\/)?node_modules\//.test(path))
  if (!tops.has('nodejs') || isFound) return []
  const message =
    'Node.js finds packages of a layer in nodejs/node_modules, and there is none: its code is reached as /opt/nodejs/… only'
  return [
    { ...finding(message, 'where it is meant as a package, move it to nodejs/node_modules/{name}'), severity: 'info' },
  ]
}
