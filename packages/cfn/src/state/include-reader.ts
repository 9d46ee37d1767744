import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import type { ReadFile } from '@project-utils/template'

/** Reads what a template includes, by its location beside the template; undefined where there is no such file. */
export function includeReader(template: string): ReadFile {
  return (location) => {
    const file = resolve(dirname(template), location)
    try {
      return { text: readFileSync(file, 'utf8'), file }
    } catch {
      return undefined
    }
  }
}
