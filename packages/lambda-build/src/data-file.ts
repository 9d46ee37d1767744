import { fileURLToPath } from 'node:url'

/** Absolute path of a file in this package's `data/`. */
export function dataFile(name: string): string {
  return fileURLToPath(new URL(`../data/${name}`, import.meta.url))
}
