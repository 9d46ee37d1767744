import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'

/**
 * Makes a folder with those above it. One after the other: Node's own `recursive` goes round for ever where a folder that is
 * there lets none be made in it, such as `/proc`.
 *
 * @throws Error of the system
 */
export async function makeFolder(path: string): Promise<void> {
  if (existsSync(path)) return
  const above = dirname(path)
  if (above !== path) await makeFolder(above)
  await mkdir(path).catch((error: unknown) => {
    if (!existsSync(path)) throw error
  })
}
