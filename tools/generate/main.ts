/**
 * Writes the generated references into docs/. With `--check` writes nothing and fails where a file is stale.
 * Each `tools/generate/*.ts` beside this one exports `generate`.
 */
import { globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, dirname } from 'node:path'

export interface Generated {
  /** From the repository's root. */
  readonly path: string
  readonly text: string
}

const check = process.argv.includes('--check')

for (const file of globSync('tools/generate/*.ts').sort()) {
  if (basename(file) === 'main.ts' || file.endsWith('.test.ts')) continue
  const { generate }: { generate: () => Promise<readonly Generated[]> } = await import(`./${basename(file)}`)
  for (const { path, text } of await generate()) {
    if (read(path) === text) continue
    if (check) {
      console.error(`${path} is stale: npm run generate`)
      process.exitCode = 1
    } else {
      mkdirSync(dirname(path), { recursive: true })
      writeFileSync(path, text)
      console.log(`wrote ${path}`)
    }
  }
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}
