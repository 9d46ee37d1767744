import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Context, Notice } from '@project-utils/contract'
import { onTestFinished } from 'vitest'

/** A new folder with the given files, removed when the test ends. */
export async function folderWith(files: Readonly<Record<string, string | Uint8Array>>): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'site-')))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  await writeInto(folder, files)
  return folder
}

/** Writes files below a folder, folders included. */
export async function writeInto(folder: string, files: Readonly<Record<string, string | Uint8Array>>): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await writeFile(join(folder, name), content)
  }
}

/** A context that keeps what it is told. */
export function listening(
  signal: AbortSignal = new AbortController().signal,
): Context & { readonly notices: Notice[] } {
  const notices: Notice[] = []
  return { signal, emit: (notice) => notices.push(notice), notices }
}
