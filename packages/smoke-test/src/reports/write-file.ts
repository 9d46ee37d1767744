import { randomUUID } from 'node:crypto'
import { rename, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { ProjectError } from '@project-utils/contract'
import { makeFolder } from '../make-folder.ts'

/**
 * Writes a report as a whole or not at all: who reads the file sees the old one or the new one.
 *
 * @throws ProjectError `SMOKE_REPORT_FILE`
 */
export async function writeReport(path: string, text: string, flag: string): Promise<void> {
  const draft = `${path}.${randomUUID().slice(0, 8)}.draft`
  try {
    await makeFolder(dirname(path))
    await writeFile(draft, text)
    await rename(draft, path)
  } catch (cause) {
    await rm(draft, { force: true }).catch(() => undefined)
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new ProjectError('SMOKE_REPORT_FILE', `the report ${path} cannot be written: ${reason}`, {
      cause,
      hint: `name a file that can be written: ${flag} FILE`,
    })
  }
}
