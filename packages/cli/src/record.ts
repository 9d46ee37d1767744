import { appendFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { AwsCall } from '@project-utils/aws'
import { ProjectError } from '@project-utils/contract'

/**
 * Opens the file of `--record` and gives the function that writes calls to it, a JSON document a line. The file is made
 * empty at once, so that a path that cannot be written is refused before anything is done.
 *
 * @throws ProjectError `CLI_RECORD_FILE`
 */
export function openRecord(file: string, cwd: string): (calls: readonly AwsCall[]) => void {
  const path = resolve(cwd, file)
  try {
    writeFileSync(path, '')
  } catch (cause) {
    const message = `--record ${file} cannot be written: ${cause instanceof Error ? cause.message : String(cause)}`
    throw new ProjectError('CLI_RECORD_FILE', message, { hint: 'name a file in an existing folder', cause })
  }
  return (calls) => appendFileSync(path, calls.map((call) => `${JSON.stringify(call)}\n`).join(''))
}
