import { readFileSync, statSync } from 'node:fs'

/** Bytes of the largest picture that is put into a page. */
const largest = 8 * 1024 * 1024

/** A PNG file as a data address; undefined where it is gone, too large, or anything else than a picture. */
export function pictureAddress(file: string): string | undefined {
  try {
    if (statSync(file).size > largest) return undefined
    const bytes = readFileSync(file)
    const isPicture = bytes.subarray(0, 8).equals(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]))
    return isPicture ? `data:image/png;base64,${bytes.toString('base64')}` : undefined
  } catch {
    return undefined
  }
}
