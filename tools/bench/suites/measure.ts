/** Suites of 200 requests beside a bare fetch loop, and as whole processes beside Hurl where it is on the machine. */
import { execFile, execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { stripTypeScriptTypes } from 'node:module'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'
import { benchEnvironment } from '../environment.ts'
import type { Launcher } from '../launcher.ts'
import { ownFile } from '../own.ts'
import type { Skipped } from '../peers.ts'
import { type Sample, type Samples, sampleOf } from '../sample.ts'

/** Seconds of one round. */
export interface SuiteTime {
  readonly wall: number
  readonly cpu: number
}

/** What was measured with so many requests at a time. */
export interface SuiteContest {
  readonly parallel: number
  readonly own: readonly SuiteTime[]
  readonly bare: readonly SuiteTime[]
  /** By program: one process for all requests. */
  readonly samples: Samples
}

/** What the area measures. */
export interface SuiteFigures {
  readonly contests: readonly SuiteContest[]
  /** Of whole processes; of both in one process twenty times as many. */
  readonly rounds: number
}

/** Hurl as the machine has it. */
export interface Hurl {
  readonly name: 'hurl'
  readonly versions: string
  readonly path: string
}

/** Hurl is a program of its own, which no registry that we use has. */
export function findHurl(): Hurl | Skipped<'hurl'> {
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  const path = folders.map((folder) => join(folder, 'hurl')).find((file) => existsSync(file))
  if (path === undefined) return { name: 'hurl', why: 'not on this machine' }
  const [version = ''] = execFileSync(path, ['--version'], { encoding: 'utf8' }).split('\n')
  return { name: 'hurl', versions: version.split(' ').slice(0, 2).join(' '), path }
}

/** With what and how often to measure. */
export interface SuiteOptions {
  readonly launcher: Launcher
  readonly rounds: number
  readonly hurl: Hurl | undefined
  tell(text: string): void
}

const requests = 200
const inOneProcess = 20

/** Measures one request after the other, and all at a time. */
export async function measureSuites(options: SuiteOptions): Promise<SuiteFigures> {
  const work = mkdtempSync(join(tmpdir(), 'project-utils-bench-'))
  const items = Array.from({ length: 10 }, (_, id) => ({ id, message: `report ${id}` }))
  const server = createServer((_, response) => {
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ items }))
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/reports`
  try {
    const script = join(work, 'run.mjs')
    writeFileSync(script, stripTypeScriptTypes(readFileSync(new URL('run.ts', import.meta.url), 'utf8')))
    const entry = `GET ${url}\nHTTP 200\n[Asserts]\njsonpath "$.items" isCollection\n\n`
    writeFileSync(join(work, 'all.hurl'), entry.repeat(requests))
    const start = [script, ownFile('smoke-test', 'dist/index.js'), url]
    const contests: SuiteContest[] = []
    for (const parallel of [1, requests]) contests.push(await contest(parallel, start, work, options))
    return { contests, rounds: options.rounds }
  } finally {
    server.closeAllConnections()
    server.close()
    rmSync(work, { recursive: true, force: true })
  }
}

async function contest(
  parallel: number,
  start: readonly string[],
  work: string,
  { launcher, rounds, hurl, tell }: SuiteOptions,
): Promise<SuiteContest> {
  const words = (what: string, count: number): readonly string[] => [...start, what, String(parallel), String(count)]
  const { stdout } = await promisify(execFile)(process.execPath, words('both', rounds * inOneProcess))
  tell(`${requests} requests, ${parallel} at a time: both in one process`)
  const programs = [
    { name: 'fetch loop', argv: [process.execPath, ...words('bare', 1)] },
    { name: 'project-test', argv: [process.execPath, ...words('own', 1)] },
    // Hurl sends the entries of one file one after the other.
    ...(hurl === undefined || parallel > 1
      ? []
      : [{ name: 'hurl', argv: [hurl.path, '--test', join(work, 'all.hurl')] }]),
  ]
  const samples: Record<string, Sample[]> = {}
  for (let round = 0; round <= rounds; round++) {
    for (const { name, argv } of programs) {
      const sample = sampleOf([await launcher.run({ argv, cwd: work, env: benchEnvironment('http://127.0.0.1:9') })])
      if (round > 0) samples[name] = [...(samples[name] ?? []), sample]
    }
  }
  tell(`${requests} requests, ${parallel} at a time: as processes`)
  return { parallel, ...(JSON.parse(stdout) as Pick<SuiteContest, 'own' | 'bare'>), samples }
}
