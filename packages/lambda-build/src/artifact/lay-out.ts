import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { ArtifactFile } from '@project-utils/artifact'

/**
 * Gives an artifact's files as a folder of their own, by its real path, which is removed in the end. What is on the disk
 * already is linked there symbolically, since a hard link would touch the file that it leads to, and the cache would take
 * it for changed.
 */
export async function withLaidOut<T>(files: readonly ArtifactFile[], use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'lambda-load-')))
  try {
    const folders = new Set(files.map(({ path }) => dirname(join(folder, path))))
    for (const each of folders) await mkdir(each, { recursive: true })
    for (const { path, content } of files) {
      if (content instanceof Uint8Array) await writeFile(join(folder, path), content)
      else await symlink(content.file, join(folder, path))
    }
    return await use(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
