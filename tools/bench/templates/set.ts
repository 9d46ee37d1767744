/** The templates that are judged: our own good ones with a mistake planted in most, and public ones where a folder is named. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, extname, join } from 'node:path'
import { justified } from '../../corpus/judge.ts'
import { type Good, plant } from '../../corpus/plant.ts'

/** Templates on the disk. */
export interface TemplateSet {
  readonly name: string
  readonly files: readonly string[]
}

const good = new URL('../../corpus/good/', import.meta.url).pathname
const each = 5
const seed = 20_261_121
/** A template with 501 resources, or 4 MB of code, tells of itself and not of the others. */
const usual = 100_000

/** Writes our own set into a folder: the good templates, and five mistakes of each rule in as many copies. */
export function ownSet(folder: string): TemplateSet {
  mkdirSync(folder, { recursive: true })
  const all = readdirSync(good).map((file): Good => ({ file, text: readFileSync(good + file, 'utf8') }))
  const planted = plant(all, each, seed).filter(({ text }) => text.length < usual)
  const files = [...all, ...planted].map(({ file, text }, index) => {
    const path = join(folder, `${basename(file, extname(file))}-${index}${extname(file)}`)
    writeFileSync(path, text)
    return path
  })
  return { name: 'our own, most with a mistake', files }
}

/** The templates of a folder, such as a clone of a public repository. */
export function publicSet(folder: string): TemplateSet {
  const files = readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.(ya?ml|json|template)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !ends(file) && isTemplate(readFileSync(file, 'utf8')))
  return { name: basename(folder), files: files.sort() }
}

/** What ends cfn-lint's run over all files would make it look fast. */
function ends(path: string): boolean {
  return justified.errors.some(({ file, cfnLint }) => cfnLint.startsWith('crashes') && path.endsWith(`/${file}`))
}

function isTemplate(text: string): boolean {
  return /AWSTemplateFormatVersion|^\s*"?Resources"?\s*:/m.test(text) && /Type"?\s*:\s*["']?(AWS|Custom)::/.test(text)
}
