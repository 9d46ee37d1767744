import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { join, sep } from 'node:path'
import type { ArtifactFile } from '@project-utils/artifact'
import { ProjectError } from '@project-utils/contract'

/** A file of an installed package, with the file on disk that it was read from. */
export interface PackageFile extends ArtifactFile {
  readonly source: string
}

/**
 * All files of an installed package, but not the packages installed inside it. Paths are relative to its folder.
 * Symbolic links are followed within the package.
 *
 * @throws ProjectError `LAMBDA_PATH_INVALID`
 */
export function packageFiles(folder: string, name: string): readonly PackageFile[] {
  return listFiles(folder, '').map(({ path, isLink }) => {
    const source = isLink ? realpathSync(join(folder, path)) : join(folder, path)
    if (!source.startsWith(folder + sep)) {
      throw new ProjectError('LAMBDA_PATH_INVALID', `package ${name}: ${path} is a link out of the package`, {
        hint: `take ${name} out of external, or move it into a layer and write it as /opt/nodejs/node_modules/${name}`,
      })
    }
    const { size, mode } = statSync(source)
    const content = path === 'package.json' ? withoutTraces(readFileSync(source)) : { file: source, size }
    return { path, content, source, ...((mode & 0o100) === 0 ? {} : { executable: true }) }
  })
}

interface Listed {
  readonly path: string
  readonly isLink: boolean
}

function listFiles(folder: string, under: string): readonly Listed[] {
  return readdirSync(join(folder, under), { withFileTypes: true }).flatMap((entry): readonly Listed[] => {
    const path = under === '' ? entry.name : `${under}/${entry.name}`
    if (entry.name === 'node_modules' || entry.name === '.git') return []
    if (entry.isDirectory()) return listFiles(folder, path)
    if (entry.isFile()) return [{ path, isLink: false }]
    if (!entry.isSymbolicLink()) return []
    // A link to a folder could lead in circles; packages as npm unpacks them hold none.
    const target = statSync(join(folder, path), { throwIfNoEntry: false })
    if (target?.isDirectory() === true) return listFiles(folder, path)
    return target?.isFile() === true ? [{ path, isLink: true }] : []
  })
}

/** npm 6 and older wrote into each manifest where on the disk it was installed: different on every machine. */
function withoutTraces(content: Buffer): Uint8Array {
  const text = content.toString()
  if (!/"_(where|args|resolved|requested|requiredBy)"/.test(text)) return content
  const manifest: Readonly<Record<string, unknown>> = JSON.parse(text)
  const kept = Object.entries(manifest).filter(([key]) => !key.startsWith('_'))
  return Buffer.from(`${JSON.stringify(Object.fromEntries(kept), undefined, 2)}\n`)
}
