import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { join, sep } from 'node:path'
import { type ErrorCode, ProjectError } from '@project-utils/contract'
import type { ArtifactFile } from '../artifact/artifact-file.ts'

/** A file of an installed package, with the file on disk that it was read from. */
export interface PackageFile extends ArtifactFile {
  readonly source: string
}

/**
 * All files of an installed package, but not the packages installed inside it. Paths are relative to its folder.
 * Symbolic links are followed within the package.
 *
 * @throws ProjectError `LAMBDA_EXTERNAL_NATIVE`, `LAMBDA_PATH_INVALID`
 */
export function packageFiles(folder: string, name: string): readonly PackageFile[] {
  return listFiles(folder, '').map((path) => {
    const source = realpathSync(join(folder, path))
    if (!source.startsWith(folder + sep))
      throw refuse('LAMBDA_PATH_INVALID', name, `${path} is a link out of the package`)
    const content = readFileSync(source)
    if (isNative(path, content)) {
      throw refuse(
        'LAMBDA_EXTERNAL_NATIVE',
        name,
        `${path} is machine code; only packages of pure JavaScript are copied`,
      )
    }
    const executable = (statSync(source).mode & 0o100) !== 0
    return { path, content, source, ...(executable ? { executable } : {}) }
  })
}

function listFiles(folder: string, under: string): readonly string[] {
  return readdirSync(join(folder, under)).flatMap((name) => {
    const path = under === '' ? name : `${under}/${name}`
    if (path === 'node_modules' || name === '.git') return []
    // A link to a folder could lead in circles; packages as npm unpacks them hold none.
    const stat = statSync(join(folder, path))
    return stat.isDirectory() ? listFiles(folder, path) : stat.isFile() ? [path] : []
  })
}

/** By name, or by the first bytes of an ELF or Mach-O file. */
function isNative(path: string, content: Buffer): boolean {
  if (/\.(node|dll|dylib|exe|so(\.\d+)*)$/.test(path)) return true
  return /^(7f454c46|feedfac[ef]|c[ef]faedfe)/.test(content.subarray(0, 4).toString('hex'))
}

function refuse(code: ErrorCode, name: string, fact: string): ProjectError {
  return new ProjectError(code, `external package ${name}: ${fact}`, {
    hint: `take ${name} out of external, or move it into a layer and write it as /opt/nodejs/node_modules/${name}`,
  })
}
