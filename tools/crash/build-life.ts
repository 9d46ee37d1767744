/** Kills builds at random moments and judges what they leave and what the next run says. */
import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, utimesSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Random, wholeBelow } from '../soak/random.ts'
import { names, writeProject } from './build-project.ts'
import { type CrashCommand, type CrashRun, crashRun, wholeRun } from './crash-run.ts'

/** What undisturbed builds give: Lambda's hash by function of each version, that of every zip, how long one takes. */
export interface BuildReference {
  readonly code: readonly Readonly<Record<string, string>>[]
  /** By file name. */
  readonly zips: ReadonlyMap<string, string>
  /** Milliseconds from start to end of a first build. */
  readonly span: number
}

/** What one killed build came to. */
export interface BuildOutcome {
  readonly at: number
  readonly killed: boolean
  /** Broken rules. */
  readonly wrong: readonly string[]
}

interface Built {
  readonly logicalId: string
  readonly codeSha256: string
  readonly reused: boolean
}

const versions = 3

/** Builds every version without a disturbance. */
export async function buildReference(): Promise<BuildReference> {
  return await inFolder(async (root) => {
    const code: Record<string, string>[] = []
    let span = 0
    for (let version = 0; version < versions; version += 1) {
      writeProject(root, version)
      const start = performance.now()
      const built = readBuilt(await wholeRun(driver(root)))
      if (version === 0) span = performance.now() - start
      if (typeof built === 'string') throw new Error(`an undisturbed build failed: ${built}`)
      code.push(codeOf(built))
    }
    return { code, zips: new Map(zipsIn(root)), span }
  })
}

/**
 * One life: a build is killed, in an empty cache or in that of an earlier build; then the same sources, or the earlier
 * ones again, are built to the end.
 */
export async function liveBuild(reference: BuildReference, random: Random): Promise<BuildOutcome> {
  return await inFolder(async (root) => {
    const wrong: string[] = []
    const expect = async (version: number, what: string, reused?: boolean): Promise<void> => {
      const built = readBuilt(await wholeRun(driver(root)))
      if (typeof built === 'string') return void wrong.push(`${what}: ${built}`)
      const [now, right] = [codeOf(built), reference.code[version] ?? {}]
      for (const name of Object.keys(right))
        if (now[name] !== right[name]) wrong.push(`${what}: ${name} is not what its sources give`)
      const again = built.filter((one) => !one.reused).map(({ logicalId }) => logicalId)
      if (reused === true && again.length > 0) wrong.push(`${what}: ${again.join(', ')} built again`)
    }
    const isFirst = random() < 0.5
    if (!isFirst) {
      writeProject(root, 0)
      await expect(0, 'the build before')
    }
    writeProject(root, 1)
    const { at, killed } = await crashRun(driver(root), wholeBelow(random, 2 ** 32), reference.span)
    for (const [name, hash] of zipsIn(root))
      if (reference.zips.get(name) !== hash) wrong.push(`half a zip lies under the name ${name}`)
    const next = !isFirst && random() < 0.3 ? 0 : 1
    writeProject(root, next)
    await expect(next, 'the next build')
    await expect(next, 'the build after it', true)
    const drafts = draftsIn(root)
    const longAgo = Date.now() / 1000 - 7200
    for (const path of drafts) utimesSync(path, longAgo, longAgo)
    if (drafts.length > 0) {
      writeProject(root, 2)
      await expect(2, 'a build two hours later')
      const left = draftsIn(root)
      if (left.length > 0) wrong.push(`drafts of two hours ago are left: ${left.join(', ')}`)
    }
    return { at, killed, wrong }
  })
}

function driver(root: string): CrashCommand {
  const script = join(import.meta.dirname, 'build-driver.ts')
  return { file: process.execPath, args: ['--conditions=@project-utils/source', script, root], env: process.env }
}

function readBuilt({ code, stdout, stderr }: CrashRun): readonly Built[] | string {
  if (code !== 0) return `ends with ${code}: ${stderr.slice(-500)}`
  const built: readonly Built[] = JSON.parse(stdout)
  return built.length === names.length + 1 ? built : `gives ${built.length} artifacts`
}

function codeOf(built: readonly Built[]): Record<string, string> {
  return Object.fromEntries(built.map(({ logicalId, codeSha256 }) => [logicalId, codeSha256]))
}

function zipsIn(root: string): readonly (readonly [string, string])[] {
  const folder = join(root, '.cache', 'artifacts')
  const zips = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.zip')) : []
  return zips.map((name) => [
    name,
    createHash('sha256')
      .update(readFileSync(join(folder, name)))
      .digest('hex'),
  ])
}

function draftsIn(root: string): readonly string[] {
  const cache = join(root, '.cache')
  if (!existsSync(cache)) return []
  const entries = readdirSync(cache, { withFileTypes: true, recursive: true })
  return entries.filter(({ name }) => name.endsWith('.tmp')).map((entry) => join(entry.parentPath, entry.name))
}

async function inFolder<T>(work: (root: string) => Promise<T>): Promise<T> {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'build-life-')))
  try {
    return await work(root)
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
}
