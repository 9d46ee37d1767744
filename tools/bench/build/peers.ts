/** The tools that build, at pinned versions, and what cannot be had. */
import { execFileSync } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { benchEnvironment } from '../environment.ts'
import { findPeer, type Peer, type Skipped, type Source, sources } from '../peers.ts'

const buildSources = {
  'aws-cdk': sources['aws-cdk'],
  'aws-sam-cli': sources['aws-sam-cli'],
  osls: {
    ...sources.osls,
    packages: { ...sources.osls.packages, 'serverless-esbuild': '1.57.2', esbuild: '0.28.2' },
  },
  archiver: { registry: 'npm', packages: { archiver: '8.0.0' }, program: 'node_modules/archiver/index.js' },
  uv: { registry: 'pypi', packages: { uv: '0.13.9' }, program: 'bin/uv' },
} as const satisfies Readonly<Record<string, Source>>

export type BuildPeerName = keyof typeof buildSources | 'Info-ZIP'

/** A peer where it could be had. */
export type BuildPeers = Readonly<Partial<Record<BuildPeerName, Peer<BuildPeerName>>>>

/** All peers that build, installed where they are not yet. */
export function findBuildPeers(): { readonly peers: BuildPeers; readonly skipped: readonly Skipped[] } {
  const names = Object.keys(buildSources) as (keyof typeof buildSources)[]
  const found = [...names.map((name) => findPeer<BuildPeerName>(name, buildSources[name])), findInfoZip()]
  return {
    peers: Object.fromEntries(found.flatMap((one) => ('command' in one ? [[one.name, one]] : []))),
    skipped: found.flatMap((one) => ('why' in one ? [one] : [])),
  }
}

/** A program of the machine: no registry has it. */
function findInfoZip(): Peer<'Info-ZIP'> | Skipped<'Info-ZIP'> {
  const places = (benchEnvironment('')['PATH'] ?? '').split(delimiter)
  const path = places.map((folder) => join(folder, 'zip')).find(isProgram)
  if (path === undefined) return { name: 'Info-ZIP', why: 'no program zip in PATH' }
  const version = /This is Zip ([\d.]+)/.exec(execFileSync(path, ['-v'], { encoding: 'utf8' }))?.[1]
  return { name: 'Info-ZIP', versions: `Info-ZIP ${version ?? 'of unknown version'}`, folder: '', command: [path] }
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
