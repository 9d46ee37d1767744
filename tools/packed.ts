/** The packages as users get them: packed, and installed together in an empty folder outside the workspace. */
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, globSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'

const root: string = new URL('..', import.meta.url).pathname
const npm: string = process.platform === 'win32' ? 'npm.cmd' : 'npm'

/** Packs and installs all packages, once for the same content; gives the folder whose `node_modules` holds them. */
export function packedInstall(): string {
  const folder = join(tmpdir(), `project-utils-packed-${contentHash()}`)
  if (existsSync(join(folder, 'complete'))) return folder
  const fresh = `${folder}.${process.pid}`
  mkdirSync(join(fresh, 'tarballs'), { recursive: true })
  execFileSync(npm, ['pack', '--workspaces', '--silent', '--pack-destination', join(fresh, 'tarballs')], { cwd: root })
  const dependencies = globSync('*.tgz', { cwd: join(fresh, 'tarballs') }).map((file) => [
    basename(file).replace(/^project-utils-(.*)-\d+\.\d+\.\d+\.tgz$/, '@project-utils/$1'),
    `file:tarballs/${file}`,
  ])
  writeFileSync(
    join(fresh, 'package.json'),
    JSON.stringify({ private: true, dependencies: Object.fromEntries(dependencies) }),
  )
  const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error']
  execFileSync(npm, ['install', ...flags], { cwd: fresh, stdio: ['ignore', 'ignore', 'inherit'] })
  writeFileSync(join(fresh, 'complete'), '')
  if (existsSync(join(folder, 'complete'))) {
    // Another run was faster and may be using its own already.
    rmSync(fresh, { recursive: true })
    return folder
  }
  rmSync(folder, { recursive: true, force: true })
  renameSync(fresh, folder)
  return folder
}

/** Path of a packed bin's script, to be run by the Node of one's choice. */
export function packedBin(bin: string): string {
  const folder = packedInstall()
  const [path] = globSync(`node_modules/@project-utils/*/bin/${bin}.js`, { cwd: folder })
  if (path === undefined) throw new Error(`no package has the bin ${bin}`)
  return join(folder, path)
}

function contentHash(): string {
  const hash = createHash('sha256')
  const patterns = ['package.json', 'bin/*', 'data/**/*', 'dist/**/*.js'].map((path) => `packages/*/${path}`)
  for (const file of globSync([...patterns, 'package-lock.json', 'tools/bundle.ts'], {
    cwd: root,
    withFileTypes: false,
  }).sort()) {
    const path = join(root, file)
    if (file.endsWith('.test.js')) continue
    try {
      hash.update(file).update(readFileSync(path))
    } catch {
      // A folder matched `**/*`.
    }
  }
  return hash.digest('hex').slice(0, 16)
}
