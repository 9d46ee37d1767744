import { chmod, mkdtemp, realpath, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { packedBin } from '../../../tools/packed.ts'
import type { BadCase } from './bad/case.ts'
import { configurationCases, settingCases } from './bad/configuration-cases.ts'
import { fileCases, machineCases, nativeCases } from './bad/file-cases.ts'
import { installCases } from './bad/install-cases.ts'
import { nodeCases } from './bad/node-cases.ts'
import { layerCases, pythonCases, rightPython } from './bad/python-cases.ts'
import { buildRight, judgeCase, provideUv, type Stage } from './bad/run-case.ts'

let stage: Stage
let server: Server
const asked: string[] = []

beforeAll(async () => {
  const bin = packedBin('project-lambda')
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'lambda-bad-')))
  // Cases that are run without rights must get to theirs.
  await chmod(folder, 0o755)
  server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`)
    response.writeHead(500).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  // Real keys that nothing accepts: where a call were made, it would be counted and refused.
  const keys = { AWS_ACCESS_KEY_ID: 'AKIABADBADBADBADBADB', AWS_SECRET_ACCESS_KEY: 'never-sent-anywhere' }
  const cloud = { AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`, AWS_EC2_METADATA_DISABLED: 'true' }
  const environment = { ...process.env, ...keys, ...cloud }
  const uv = await provideUv(rightPython, { bin, folder, environment })
  const path = [uv, process.env['PATH']].filter((part) => part !== undefined).join(delimiter)
  stage = { bin, folder, environment: { ...environment, PATH: path } }
})
afterAll(async () => {
  server?.close()
  if (stage !== undefined) await rm(stage.folder, { recursive: true, force: true })
})

/** Runs every case, four at a time; what is wrong with one, by its name. */
async function judge(cases: readonly BadCase[]): Promise<Readonly<Record<string, readonly string[]>>> {
  const wrong: Record<string, readonly string[]> = {}
  const left = [...cases]
  const worker = async (): Promise<void> => {
    for (let bad = left.shift(); bad !== undefined; bad = left.shift()) {
      const reason = bad.skip?.()
      if (reason !== undefined) console.log(`not run: ${bad.name}, since ${reason}`)
      const found = reason === undefined ? await judgeCase(bad, stage) : []
      if (found.length > 0) wrong[bad.name] = found
    }
  }
  await Promise.all([worker(), worker(), worker(), worker()])
  return wrong
}

/** Every group is run to its end, so that all that is wrong is seen at once. */
describe('bad inputs end with one clear error each, leave nothing half written, and build once they are mended', () => {
  it.each([
    ['configuration', configurationCases],
    ['settings of functions', settingCases],
    ['sources for Node.js', nodeCases],
    ['packages of a lock file', installCases],
    ['machine code', nativeCases],
    ['files to pack', fileCases],
    ['Python', pythonCases],
    ['layers', layerCases],
    ['the machine that builds', machineCases],
  ] as const)('%s', { timeout: 240_000 }, async (_, cases) => {
    expect(await judge(cases)).toEqual({})
  })

  it('are at least sixty, and no two of one name', () => {
    const all = [
      configurationCases,
      settingCases,
      nodeCases,
      installCases,
      nativeCases,
      fileCases,
      pythonCases,
      layerCases,
      machineCases,
    ]
    const names = all.flat().map(({ name }) => name)
    expect(names.length).toBeGreaterThanOrEqual(60)
    expect(new Set(names).size).toBe(names.length)
  })

  it('are not a home that is missing, or a PATH that is empty', async () => {
    const { HOME: _home, USERPROFILE: _profile, ...environment } = stage.environment
    const bare = { ...stage, environment: { ...environment, PATH: '' } }
    expect(await buildRight({}, join(stage.folder, 'bare'), bare)).toEqual([])
  })

  it('reached no AWS', () => {
    expect(asked).toEqual([])
  })
})
