/**
 * `npm run bench`: measures ours beside the peers and the floors, keeps the figures in `docs/benchmarks/` and writes
 * `docs/benchmarks.md` from all that is kept.
 *
 * `--areas start-up,deploy,delayed,cfn,build,templates,suites` measures a part, `--contests cold,zip` a part of building,
 * `--peers awscli,aws-cdk` starts and deploys with others, `--peers none` with none, `--rounds 9` more often; any of
 * them only prints, unless `--write` says that the figures are to be kept. `--templates FOLDER,FOLDER` judges public
 * templates besides our own.
 */
import { writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { startProxy } from '../proxy/proxy.ts'
import { testCloud } from '../test-cloud.ts'
import { measureBuilds } from './build/measure.ts'
import { nodeVersions } from './build/node-project.ts'
import { findBuildPeers } from './build/peers.ts'
import { pythonVersions } from './build/python-project.ts'
import { measureDeploys } from './deploy.ts'
import { type DeployTool, floorTool, ourTool, peerTool, stackTool } from './deploy-tools.ts'
import { type Area, areas, type DeployFigures, type Figures, type Kept, keep, type Measured, readKept } from './kept.ts'
import { startLauncher } from './launcher.ts'
import { page } from './page.ts'
import { findPeers, isPeerName, usualPeers } from './peers.ts'
import { emulatorVersion, load, readSetting } from './setting.ts'
import { measureStartUps, startUps } from './start-up.ts'
import { findHurl, measureSuites } from './suites/measure.ts'
import { findLinter, measureTemplates } from './templates/measure.ts'

const { values } = parseArgs({
  options: {
    areas: { type: 'string', default: areas.join() },
    contests: { type: 'string' },
    peers: { type: 'string' },
    rounds: { type: 'string' },
    templates: { type: 'string' },
    write: { type: 'boolean', default: false },
  },
})
const wanted = areas.filter((area) => values.areas.split(',').includes(area))
const rounds = (usual: number): number => Number(values.rounds ?? usual)
const tell = (text: string): void => console.error(`bench: ${text}`)
const launcher = startLauncher()

/** What an area finds to measure with, and its figures. */
interface Measurement<Measures> extends Pick<Kept, 'versions' | 'skipped'> {
  measure(): Promise<Measures>
}

const measurements: { readonly [Name in Area]: () => Measurement<Figures[Name]> } = {
  'start-up': () => {
    const { peers, versions, skipped } = usual()
    return {
      versions,
      skipped,
      measure: async () => {
        const all = startUps(peers)
        const samples = await measureStartUps(all, { launcher, rounds: rounds(15), tell })
        return { all: all.map(({ argv: _, ...line }) => line), samples, rounds: rounds(15) }
      },
    }
  },
  deploy: () => deployments(rounds(5), 0),
  delayed: () => deployments(rounds(3), 60),
  cfn: () => deployments(rounds(5), 0, stackTool()),
  build: () => {
    const { peers, skipped } = findBuildPeers()
    const installed = [...Object.values(peers).map((peer) => peer.versions), nodeVersions, pythonVersions]
    const versions = [...new Set(installed.flatMap((each) => each.split(', ')))]
    const options = { launcher, tell, rounds: values.rounds === undefined ? undefined : rounds(1) }
    const only = values.contests?.split(',')
    return { versions, skipped, measure: () => measureBuilds(peers, { ...options, only }) }
  },
  suites: () => {
    const found = findHurl()
    const hurl = 'why' in found ? undefined : found
    return {
      versions: hurl === undefined ? [] : [hurl.versions],
      skipped: 'why' in found ? [found] : [],
      measure: () => measureSuites({ launcher, rounds: rounds(5), hurl, tell }),
    }
  },
  templates: () => {
    const found = findLinter()
    const linter = 'command' in found ? found : undefined
    return {
      versions: linter === undefined ? [] : [linter.versions],
      skipped: 'why' in found ? [found] : [],
      measure: () =>
        measureTemplates({ launcher, rounds: rounds(3), folders: values.templates?.split(',') ?? [], linter, tell }),
    }
  },
}

let measured: Measured = {}
try {
  for (const area of wanted) measured = { ...measured, [area]: await run<Figures[Area]>(measurements[area]()) }
} finally {
  launcher.close()
}

const isUsual = values.peers === undefined && values.rounds === undefined && values.contests === undefined
if ((isUsual && wanted.length === areas.length) || values.write) {
  keep(measured)
  const kept = readKept()
  const missing = areas.filter((area) => kept[area] === undefined)
  if (missing.length === 0) writeFileSync(new URL('../../docs/benchmarks.md', import.meta.url), page(kept))
  else tell(`the page is not written: no figures are kept of ${missing.join(', ')} (--areas ${missing} --write)`)
}
console.log(page(measured))

async function run<Measures>({ measure, versions, skipped }: Measurement<Measures>): Promise<Kept<Measures>> {
  const before = load()
  const figures = await measure()
  return { setting: readSetting(), versions, skipped, load: { before, after: load() }, figures }
}

function usual() {
  const found = findPeers(values.peers?.split(',').filter(isPeerName) ?? usualPeers)
  const peers = found.flatMap((one) => ('command' in one ? [one] : []))
  const skipped = found.flatMap((one) => ('why' in one ? [one] : []))
  return { peers, versions: peers.map((peer) => peer.versions), skipped }
}

function deployments(count: number, delay: number, own: DeployTool = ourTool()): Measurement<DeployFigures> {
  const { peers, versions, skipped } = usual()
  const tools = [floorTool(), own, ...peers.map(peerTool)]
  const measure = async (): Promise<DeployFigures> => {
    const cloud = await testCloud()
    const wait = async <T>(_: unknown, next: () => Promise<T>): Promise<T> => {
      await sleep(delay)
      return await next()
    }
    const proxy = await startProxy({ target: cloud.endpoint, ...(delay === 0 ? {} : { interceptors: [wait] }) })
    try {
      const environment = { PROJECT_UTILS_LOCAL_FOLDER: cloud.options.folder }
      const found = await measureDeploys({ tools, proxy, launcher, rounds: count, environment, tell })
      return { ...found, rounds: count, delay, own: own.name }
    } finally {
      await proxy.close()
      await cloud.stop()
    }
  }
  return { versions: [`MiniStack ${emulatorVersion()}`, ...versions], skipped, measure }
}
