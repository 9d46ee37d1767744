/** Our programs, packed and installed as users get them. */
import { realpathSync } from 'node:fs'
import { join } from 'node:path'
import { packedInstall } from '../packed.ts'

/** The script of a bin, to be run by the Node of one's choice. */
export function ownBin(bin: string): string {
  return realpathSync(join(packedInstall(), 'node_modules/.bin', bin))
}

/** A file of one of our packages, for what no bin does alone. */
export function ownFile(name: string, path: string): string {
  return join(packedInstall(), 'node_modules/@project-utils', name, path)
}
