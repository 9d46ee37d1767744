/** A small project whose builds are killed: three bundles that share a file, and a folder that is packed as it is. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { seeded } from '../soak/random.ts'

/** The functions that are bundled, by logical id. */
export const names: readonly string[] = ['one', 'two', 'three']

const files = 40
const size = 40_000

/** Writes the project as it is in one of its versions; each of them changes every function. */
export function writeProject(root: string, version: number): void {
  mkdirSync(join(root, 'folder'), { recursive: true })
  for (const name of names) {
    const source = `import { shared } from './shared'\nexport const handler = () => [shared, '${name}']\n`
    writeFileSync(join(root, `${name}.ts`), source)
  }
  writeFileSync(join(root, 'shared.ts'), `export const shared: string = '${'x'.repeat(20_000)} ${version}'\n`)
  writeFileSync(join(root, 'package.json'), '{}')
  writeFileSync(join(root, 'folder', 'folder.js'), `exports.handler = () => ${version}\n`)
  const random = seeded(version)
  for (let number = 0; number < files; number += 1) {
    const letters = Array.from({ length: size / 10 }, () => random().toString(36).slice(2, 12))
    writeFileSync(join(root, 'folder', `${number}.txt`), letters.join(''))
  }
}
