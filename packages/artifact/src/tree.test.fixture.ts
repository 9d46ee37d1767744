import fc from 'fast-check'
import type { ArtifactFile } from './artifact-file.ts'

const part = fc.stringMatching(/^[a-zA-Z0-9_@ é漢😀-][a-zA-Z0-9_.@ é漢😀-]{0,11}$/u)
const repeated = fc
  .tuple(fc.uint8Array({ minLength: 1, maxLength: 8 }), fc.nat(500))
  .map(([few, times]) => Buffer.concat(Array.from({ length: times }, () => few)))

const anyFile: fc.Arbitrary<ArtifactFile> = fc.record({
  path: fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/')),
  content: fc.oneof(fc.uint8Array({ maxLength: 300 }), repeated),
  executable: fc.boolean(),
})

/** Files with odd names, empty and full, such that a file system can hold them all. */
export const anyTree: fc.Arbitrary<readonly ArtifactFile[]> = fc
  .uniqueArray(anyFile, { maxLength: 12, selector: ({ path }) => path.normalize('NFC').toLowerCase() })
  .map((files) => files.filter(({ path }) => !files.some((other) => other.path.startsWith(`${path}/`))))

/** The same files in any order. */
export function shuffled(files: readonly ArtifactFile[]): fc.Arbitrary<ArtifactFile[]> {
  return fc.shuffledSubarray([...files], { minLength: files.length, maxLength: files.length })
}

/** Bytes that do not shrink; the same in every run. */
export function noise(length: number): Buffer {
  const bytes = Buffer.alloc(length)
  let state = 1
  for (let at = 0; at < length; at += 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0
    bytes[at] = state >>> 24
  }
  return bytes
}
