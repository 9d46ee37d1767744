/**
 * The peers, at pinned versions, each in a folder of its own under `node_modules/.cache`: no manifest knows of them.
 * One that cannot be had (no network, no pip) is named as skipped.
 */
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { python } from './python.ts'

/** A peer that can be run. */
export interface Peer<Name extends string = PeerName> {
  readonly name: Name
  /** What was installed, such as `awscli 1.46.3`. */
  readonly versions: string
  readonly folder: string
  /** The words before its arguments: an interpreter and a script, or a program; nothing stands between. */
  readonly command: readonly string[]
}

/** A peer that cannot be run, and why. */
export interface Skipped<Name extends string = string> {
  readonly name: Name
  readonly why: string
}

export type PeerName = 'awscli' | 'aws-sam-cli' | 'aws-cdk' | 'osls'

/** Where a peer comes from. */
export interface Source {
  readonly registry: 'npm' | 'pypi'
  readonly packages: Readonly<Record<string, string>>
  /** The program, from the folder on. */
  readonly program: string
  /** Only when it is asked for: it takes long, or much of the disk. */
  readonly optional?: true
}

/** The peers that start-up and deployments are measured with. */
export const sources: Readonly<Record<PeerName, Source>> = {
  awscli: { registry: 'pypi', packages: { awscli: '1.46.3' }, program: 'bin/aws' },
  'aws-sam-cli': { registry: 'pypi', packages: { 'aws-sam-cli': '1.170.0' }, program: 'bin/sam', optional: true },
  'aws-cdk': {
    registry: 'npm',
    packages: { 'aws-cdk': '2.1148.1', 'aws-cdk-lib': '2.276.0', constructs: '10.8.1' },
    program: 'node_modules/aws-cdk/bin/cdk',
  },
  osls: { registry: 'npm', packages: { osls: '4.3.1' }, program: 'node_modules/osls/bin/serverless.js' },
}

/** Peers that are measured unless others are named. */
export const usualPeers: readonly PeerName[] = namesOf(sources).filter((name) => sources[name].optional !== true)

/** Tells a peer's name from another word. */
export function isPeerName(name: string): name is PeerName {
  return name in sources
}

const cache = fileURLToPath(new URL('../../node_modules/.cache/project-utils-bench', import.meta.url))

/** The peers of these names, installed where they are not yet, and those that cannot be had. */
export function findPeers(names: readonly PeerName[]): readonly (Peer | Skipped<PeerName>)[] {
  return namesOf(sources).map((name) => {
    if (!names.includes(name)) return { name, why: `not asked for (--peers ${[...names, name].join(',')})` }
    return findPeer(name, sources[name])
  })
}

/** One peer, installed where it is not yet. */
export function findPeer<Name extends string>(name: Name, source: Source): Peer<Name> | Skipped<Name> {
  const { registry, packages, program } = source
  try {
    const folder = installed(registry, packages)
    const path = join(folder, program)
    return { name, versions: listed(packages), folder, command: registry === 'npm' ? [process.execPath, path] : [path] }
  } catch (error) {
    return { name, why: firstLine(error) }
  }
}

/** A folder of the bench's own that holds these packages: in `node_modules`, or as a virtual environment. */
export function installed(registry: Source['registry'], packages: Source['packages']): string {
  const versions = listed(packages).replaceAll(', ', '+').replaceAll(' ', '-').replaceAll('/', '-')
  // A list of many would make too long a name.
  const name = versions.length > 100 ? createHash('sha256').update(versions).digest('hex').slice(0, 16) : versions
  const folder = join(cache, name)
  if (!existsSync(join(folder, 'complete'))) install(folder, registry, packages)
  return folder
}

function listed(packages: Source['packages']): string {
  return Object.entries(packages)
    .map(([each, version]) => `${each} ${version}`)
    .join(', ')
}

/** Scripts of a virtual environment name its folder, so it is made in place and counts only once `complete` is there. */
function install(folder: string, registry: Source['registry'], packages: Source['packages']): void {
  console.error(`bench: installing ${Object.keys(packages).join(', ')}`)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const quiet = { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] as ('ignore' | 'pipe')[] }
  if (registry === 'npm') {
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, dependencies: packages }))
    const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']
    execFileSync('npm', ['install', ...flags], quiet)
  } else {
    execFileSync(python(), ['-m', 'venv', folder], quiet)
    const wanted = Object.entries(packages).map(([name, version]) => `${name}==${version}`)
    execFileSync(join(folder, 'bin', 'pip'), ['install', '--quiet', ...wanted], quiet)
  }
  writeFileSync(join(folder, 'complete.new'), '')
  renameSync(join(folder, 'complete.new'), join(folder, 'complete'))
}

function namesOf<Name extends string>(of: Readonly<Record<Name, unknown>>): readonly Name[] {
  return Object.keys(of) as Name[]
}

function firstLine(error: unknown): string {
  const told = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : ''
  return (told === '' ? String(error) : told).split('\n')[0] ?? 'unknown'
}
