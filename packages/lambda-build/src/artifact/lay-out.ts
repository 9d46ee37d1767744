import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { mkdtemp, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { ArtifactFile } from '@project-utils/artifact'

/**
 * Gives artifacts as folders, by the real path of the one that holds them, named by their number in it; all of it is
 * removed in the end. What is on the disk already is only linked there, symbolically, since a hard link would touch the
 * file that it leads to, and the cache would take it for changed.
 */
export async function withLaidOut<T>(
  artifacts: readonly (readonly ArtifactFile[])[],
  use: (folder: string) => Promise<T>,
): Promise<T> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'lambda-load-')))
  try {
    for (const [index, files] of artifacts.entries()) layOut(files, join(folder, String(index)))
    return await use(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function layOut(files: readonly ArtifactFile[], folder: string): void {
  for (const each of new Set(files.map(({ path }) => dirname(join(folder, path))))) mkdirSync(each, { recursive: true })
  for (const { path, content } of files) {
    if (content instanceof Uint8Array) writeFileSync(join(folder, path), content)
    else symlinkSync(content.file, join(folder, path))
  }
}
