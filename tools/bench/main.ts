/**
 * `npm run bench`: measures ours beside the peers and the floor, and writes `docs/benchmarks.md`.
 *
 * `--areas start-up,deploy,delayed` measures a part, `--peers awscli,aws-cdk` with others, `--peers none` with none,
 * `--rounds 9` more often; any of them only prints, since half a comparison is no page.
 */
import { writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { startProxy } from '../proxy/proxy.ts'
import { testCloud } from '../test-cloud.ts'
import { measureDeploys } from './deploy.ts'
import { floorTool, ourTool, peerTool } from './deploy-tools.ts'
import { startLauncher } from './launcher.ts'
import { type Measured, page } from './page.ts'
import { findPeers, isPeerName, usualPeers } from './peers.ts'
import { load, readSetting } from './setting.ts'
import { measureStartUps, startUps } from './start-up.ts'

const { values } = parseArgs({
  options: {
    areas: { type: 'string', default: 'start-up,deploy,delayed' },
    peers: { type: 'string' },
    rounds: { type: 'string' },
    write: { type: 'boolean', default: false },
  },
})
const areas = new Set(values.areas.split(','))
const rounds = (usual: number): number => Number(values.rounds ?? usual)
const delay = 60
const tell = (text: string): void => console.error(`bench: ${text}`)

const found = findPeers(values.peers?.split(',').filter(isPeerName) ?? usualPeers)
const peers = found.flatMap((one) => ('command' in one ? [one] : []))
const tools = [floorTool(), ourTool(), ...peers.map(peerTool)]
const before = load()
const launcher = startLauncher()
const parts: Partial<Measured>[] = []
try {
  if (areas.has('start-up')) {
    const all = startUps(peers)
    const count = rounds(15)
    const samples = await measureStartUps(all, { launcher, rounds: count, tell })
    parts.push({ startUp: { all, samples, rounds: count } })
  }
  if (areas.has('deploy')) parts.push({ deploy: await deployments(rounds(5), 0) })
  if (areas.has('delayed')) parts.push({ delayed: { ...(await deployments(rounds(3), delay)), delay } })
} finally {
  launcher.close()
}

const text = page({
  setting: readSetting(),
  versions: peers.map((peer) => peer.versions),
  skipped: found.flatMap((one) => ('why' in one ? [one] : [])),
  load: { before, after: load() },
  ...Object.assign({}, ...parts),
})
const isWhole = values.peers === undefined && values.rounds === undefined && areas.size === 3
if (isWhole || values.write) writeFileSync(new URL('../../docs/benchmarks.md', import.meta.url), text)
console.log(text)

async function deployments(count: number, ms: number): Promise<NonNullable<Measured['deploy']>> {
  const cloud = await testCloud()
  const wait = async <T>(_: unknown, next: () => Promise<T>): Promise<T> => {
    await sleep(ms)
    return await next()
  }
  const proxy = await startProxy({ target: cloud.endpoint, ...(ms === 0 ? {} : { interceptors: [wait] }) })
  try {
    const environment = { PROJECT_UTILS_LOCAL_FOLDER: cloud.options.folder }
    return { ...(await measureDeploys({ tools, proxy, launcher, rounds: count, environment, tell })), rounds: count }
  } finally {
    await proxy.close()
    await cloud.stop()
  }
}
