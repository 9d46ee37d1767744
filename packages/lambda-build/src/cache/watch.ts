import { readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Job } from '../build/job.ts'
import { readTsconfig } from '../node/tsconfig.ts'
import { findUpwards } from '../paths/find-upwards.ts'

const locks = ['package-lock.json', 'npm-shrinkwrap.json', 'pnpm-lock.yaml', 'yarn.lock', 'bun.lock']

/**
 * Everything whose change may change what is built from `inputs`: the files themselves, the `package.json` and tsconfigs
 * that tell where imports lead, the lock file, the folders of the project's own sources, since a new file can take an
 * import from the one that served it so far, and those of installed packages, since a link there can be led elsewhere.
 * Absolute paths, each once.
 *
 * @param root the project's folder; folders outside it are not listed
 */
export function watchedPaths(inputs: readonly string[], entry: string, root: string): readonly string[] {
  const paths = new Set(inputs)
  const lock = findUpwards(dirname(entry), locks)
  if (lock !== undefined) paths.add(lock)
  for (const folder of new Set(inputs.map((input) => dirname(input)))) {
    const manifest = findUpwards(folder, ['package.json'])
    if (manifest !== undefined) paths.add(manifest)
    if (isInstalled(folder)) continue
    for (const file of readTsconfig(folder)?.files ?? []) paths.add(file)
    for (let at = folder; at === root || at.startsWith(join(root, '/')); at = dirname(at)) {
      if (paths.has(at)) continue
      paths.add(at)
      for (const installed of installedFolders(at)) paths.add(installed)
    }
  }
  return [...paths]
}

/** Whether a job packs whole folders, so that every name in them counts, and not only those that imports may find. */
export function packsFolders({ kind, settings }: Job): boolean {
  const include = settings['include']
  return kind !== 'bundle' || !Array.isArray(include) || include.length > 0
}

/** The folder of installed packages beside sources, with those of its scopes. */
function installedFolders(folder: string): readonly string[] {
  const installed = join(folder, 'node_modules')
  try {
    const names = readdirSync(installed, { withFileTypes: true })
    const scopes = names.filter((entry) => entry.name.startsWith('@') && entry.isDirectory())
    return [installed, ...scopes.map(({ name }) => join(installed, name))]
  } catch {
    return []
  }
}

function isInstalled(path: string): boolean {
  return /[\\/]node_modules([\\/]|$)/.test(path)
}
