/** What a program costs before it does anything: whole processes, paired with bare `node -e 0` of the same round. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { benchEnvironment } from './environment.ts'
import type { Launcher } from './launcher.ts'
import { ownBin } from './own.ts'
import type { Peer, PeerName } from './peers.ts'
import { type Sample, type Samples, sampleOf } from './sample.ts'

/** A command line that answers without a call. */
export interface StartUp {
  readonly program: string
  readonly what: (typeof startUpKinds)[number]
  readonly argv: readonly string[]
  /** Such as `project-deploy status --help`. */
  readonly title: string
}

export const startUpKinds = ['--version', '--help', "a command's help", 'usage error'] as const

/** The title of the base: Node that does nothing. */
export const bareNode = 'node -e 0'

interface Words {
  readonly version: readonly string[]
  readonly help: readonly string[]
  readonly commandHelp: readonly string[]
  readonly wrong: readonly string[]
}

const own: Readonly<Record<string, Words>> = {
  'project-cfn': words('status'),
  'project-deploy': words('status'),
  'project-lambda': words('build'),
  'project-local': words('status'),
}

const peerWords: Readonly<Record<PeerName, Words>> = {
  awscli: { ...words('deploy'), help: ['help'], commandHelp: ['cloudformation', 'deploy', 'help'] },
  'aws-sam-cli': words('deploy'),
  'aws-cdk': words('deploy'),
  osls: words('deploy'),
}

function words(command: string): Words {
  return { version: ['--version'], help: ['--help'], commandHelp: [command, '--help'], wrong: ['deply'] }
}

/** All command lines, ours first. */
export function startUps(peers: readonly Peer[]): readonly StartUp[] {
  const ours = Object.entries(own).map(([bin, each]) => linesOf(bin, [process.execPath, ownBin(bin)], each))
  return [...ours, ...peers.map((peer) => linesOf(peer.name, peer.command, peerWords[peer.name]))].flat()
}

function linesOf(program: string, command: readonly string[], each: Words): readonly StartUp[] {
  const all = [each.version, each.help, each.commandHelp, each.wrong]
  return startUpKinds.map((what, index) => {
    const args = all[index] ?? []
    return { program, what, argv: [...command, ...args], title: [program, ...args].join(' ') }
  })
}

/** Where and how often to start. */
export interface StartUpOptions {
  readonly launcher: Launcher
  readonly rounds: number
  tell(text: string): void
}

/** Starts everything once a round, bare Node first; the first round warms up and is not counted. */
export async function measureStartUps(all: readonly StartUp[], options: StartUpOptions): Promise<Samples> {
  const { launcher, rounds, tell } = options
  const cwd = mkdtempSync(join(tmpdir(), 'project-utils-bench-'))
  // No call is due here; one that is made all the same meets a closed port.
  const env = benchEnvironment('http://127.0.0.1:9')
  const samples: Record<string, Sample[]> = {}
  const bare = { title: bareNode, argv: [process.execPath, '-e', '0'] }
  try {
    for (let round = 0; round <= rounds; round++) {
      for (const { title, argv } of [bare, ...all]) {
        const sample = sampleOf([await launcher.run({ argv, cwd, env })])
        if (round > 0) samples[title] = [...(samples[title] ?? []), sample]
      }
      if (round % 5 === 0) tell(`start-up: ${round === 0 ? 'warmed up' : `round ${round} of ${rounds}`}`)
    }
  } finally {
    rmSync(cwd, { recursive: true, force: true })
  }
  return samples
}
