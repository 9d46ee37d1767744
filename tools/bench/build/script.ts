import { readFileSync, writeFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { join } from 'node:path'

/** Writes a script of this folder as plain JavaScript, since stripping its types would be measured; gives its path. */
export function writeScript(folder: string, name: string): string {
  const path = join(folder, `${name}.mjs`)
  writeFileSync(path, stripTypeScriptTypes(readFileSync(new URL(`${name}.ts`, import.meta.url), 'utf8')))
  return path
}
