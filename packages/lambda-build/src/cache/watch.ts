import { dirname, join } from 'node:path'
import { findUpwards, readTsconfig } from '../node/tsconfig.ts'

const locks = ['package-lock.json', 'npm-shrinkwrap.json', 'pnpm-lock.yaml', 'yarn.lock', 'bun.lock']

/**
 * Everything whose change may change what is built from `inputs`: the files themselves, the `package.json` and tsconfigs
 * that tell where imports lead, the lock file, and the folders of the project's own sources, since a new file can
 * take an import from the one that served it so far. Absolute paths, each once.
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
    for (let at = folder; at === root || at.startsWith(join(root, '/')); at = dirname(at)) paths.add(at)
  }
  return [...paths]
}

function isInstalled(path: string): boolean {
  return /[\\/]node_modules([\\/]|$)/.test(path)
}
