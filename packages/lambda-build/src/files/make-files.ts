import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { ArtifactFile } from '../artifact/artifact-file.ts'
import type { Job } from '../build/job.ts'
import type { Made, Maker } from '../build/maker.ts'

/** Packs folders as they are. */
export const makeFiles: Maker = async (jobs) => {
  const made = new Map<Job, Made>()
  for (const job of jobs) {
    const folder = job.build.directory ?? ''
    const { files, folders } = listFolder(folder)
    made.set(job, { files, inputs: [...folders, ...files.map(({ path }) => join(folder, path))], findings: [] })
  }
  return { made, problems: [] }
}

function listFolder(folder: string): { readonly files: readonly ArtifactFile[]; readonly folders: readonly string[] } {
  const files: ArtifactFile[] = []
  const folders: string[] = []
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    const file = join(entry.parentPath, entry.name)
    if (entry.isDirectory()) folders.push(file)
    if (!entry.isFile()) continue
    const { size, mode } = statSync(file)
    const path = file.slice(folder.length + 1)
    files.push({ path, content: { file, size }, ...((mode & 0o100) === 0 ? {} : { executable: true }) })
  }
  return { files, folders: [folder, ...folders] }
}
