/** What must be true of a project's folder, whichever run was killed in it. Each broken rule is one line. */
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { LambdaGround, RightZip } from './lambda-ground.ts'

type Place = { readonly root: string }

/** The folders whose files have final names. */
export function foldersOf({ root }: Place): readonly string[] {
  return [...['artifacts', 'builds'].map((name) => join(root, cache, name)), join(root, 'dist', 'lambda')]
}

/** Nothing half-written lies under a final name: neither a zip nor a record of the cache, nor what `package` wrote. */
export function judgeFiles({ root }: Place, { versions }: Pick<LambdaGround, 'versions'>): readonly string[] {
  const right = versions.flat()
  const wrong: string[] = []
  for (const name of finalNames(join(root, cache, 'artifacts'))) {
    const known = right.find(({ manifest }) => name === `${manifest}.zip`)
    const bytes = readFileSync(join(root, cache, 'artifacts', name))
    if (known === undefined) wrong.push(`${name} is the zip of no source`)
    else if (!bytes.equals(known.bytes)) wrong.push(`half a zip lies under the name ${name}`)
  }
  for (const name of finalNames(join(root, cache, 'builds'))) {
    const [, hash, body] = /^\d+ (\w+)\n([\s\S]*)$/.exec(readFileSync(join(root, cache, 'builds', name), 'utf8')) ?? []
    if (body === undefined || hashOf(body, 'hex') !== hash) wrong.push(`half a record lies under the name ${name}`)
    else wrong.push(...judgeRecord(JSON.parse(body), { root }))
  }
  return [...wrong, ...judgePackage(join(root, 'dist', 'lambda'), right)]
}

/** Every function's zip lies in the cache (in `dist/lambda` where it was packed), byte for byte as an undisturbed build makes it. */
export function judgeZips({ root }: Place, right: readonly RightZip[], isPacked: boolean): readonly string[] {
  const wrong = right.flatMap(({ logicalId, manifest, bytes }) => {
    const path = isPacked
      ? join(root, 'dist', 'lambda', `${logicalId}.zip`)
      : join(root, cache, 'artifacts', `${manifest}.zip`)
    if (!existsSync(path)) return [`the zip of ${logicalId} is not there`]
    return readFileSync(path).equals(bytes) ? [] : [`the zip of ${logicalId} differs from that of an undisturbed build`]
  })
  if (!isPacked) return wrong
  const expected = [...right.map(({ logicalId }) => `${logicalId}.zip`), 'artifacts.json'].sort()
  const found = readdirSync(join(root, 'dist', 'lambda')).sort()
  return found.join() === expected.join() ? wrong : [...wrong, `the folder holds ${found.join(', ')}`]
}

/** Paths of files that were being written. */
export function draftsIn({ root }: Place): readonly string[] {
  if (!existsSync(join(root, cache))) return []
  const entries = readdirSync(join(root, cache), { withFileTypes: true, recursive: true })
  return entries.filter(({ name }) => name.endsWith('.tmp')).map((entry) => join(entry.parentPath, entry.name))
}

const cache = join('.project-utils', 'cache')

/** A record is of what lies there: it is written after the zip that it names. */
function judgeRecord(
  { builds }: { readonly builds: readonly { readonly id: string; readonly manifest: { readonly sha256: string } }[] },
  { root }: Place,
): readonly string[] {
  return builds
    .filter(({ manifest }) => !existsSync(join(root, cache, 'artifacts', `${manifest.sha256}.zip`)))
    .map(({ id }) => `a build of ${id} is recorded, and its zip is not there`)
}

/** Whoever finds the list finds all that it names, as it names it. */
function judgePackage(folder: string, right: readonly RightZip[]): readonly string[] {
  const wrong = finalNames(folder)
    .filter((name) => name.endsWith('.zip'))
    .filter((name) => {
      const bytes = readFileSync(join(folder, name))
      return !right.some(({ logicalId, bytes: whole }) => name === `${logicalId}.zip` && whole.equals(bytes))
    })
    .map((name) => `half a zip lies under the name ${name}`)
  const list = join(folder, 'artifacts.json')
  if (!existsSync(list)) return wrong
  try {
    const { artifacts }: { artifacts: readonly { readonly file: string; readonly codeSha256: string }[] } = JSON.parse(
      readFileSync(list, 'utf8'),
    )
    const others = artifacts.filter(({ file, codeSha256 }) => {
      return !existsSync(join(folder, file)) || hashOf(readFileSync(join(folder, file)), 'base64') !== codeSha256
    })
    return [...wrong, ...others.map(({ file }) => `the list names a ${file} that is another one`)]
  } catch {
    return [...wrong, 'half a list lies under its name']
  }
}

function finalNames(folder: string): readonly string[] {
  return existsSync(folder) ? readdirSync(folder).filter((name) => !name.endsWith('.tmp')) : []
}

export function hashOf(bytes: Uint8Array | string, encoding: 'base64' | 'hex'): string {
  return createHash('sha256').update(bytes).digest(encoding)
}
