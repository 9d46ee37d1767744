import { spawn } from 'node:child_process'
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Envelope, Event } from '@project-utils/contract'
import { packedBin } from '../../../tools/packed.ts'
import { type RunningProxy, startProxy } from '../../../tools/proxy/proxy.ts'
import type { RecordedCall } from '../../../tools/proxy/record.ts'
import { type TestCloud, testCloud } from '../../../tools/test-cloud.ts'

/** How a command ended, and all it printed. */
interface Run {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** A command that runs. */
interface Running {
  readonly ended: Promise<Run>
  kill(signal: NodeJS.Signals): void
  /** What stdout has said so far. */
  printed(): string
}

/** A copy of the sample project with a local cloud of its own, behind a counting proxy. */
export interface Sample {
  readonly folder: string
  readonly cloud: TestCloud
  readonly proxy: RunningProxy
  /** The AWS calls since the proxy was reset; what goes to the launcher or to the application is none. */
  calls(): readonly RecordedCall[]
  start(...args: readonly string[]): Running
  run(...args: readonly string[]): Promise<Run>
  /** Runs with `--json` and gives the one document. */
  json(...args: readonly string[]): Promise<Envelope>
  /** Runs with `--output ndjson` and gives all events. */
  events(...args: readonly string[]): Promise<readonly Event[]>
  /** Changes one file of the copy. */
  edit(path: string, change: (text: string) => string): Promise<void>
  stop(): Promise<void>
}

const root = fileURLToPath(new URL('../../..', import.meta.url))

/** Copies the sample, without what installing and building made of it, and starts its cloud. */
export async function openSample(environment: Readonly<Record<string, string>> = {}): Promise<Sample> {
  const folder = await mkdtemp(join(tmpdir(), 'project-utils-sample-'))
  const isSource = (path: string): boolean => !/(^|[\\/])(node_modules|dist|\.project-utils)$/.test(path)
  await cp(join(root, 'examples/fraud-or-not'), join(folder, 'examples/fraud-or-not'), {
    recursive: true,
    filter: isSource,
  })
  await cp(join(root, 'config/fraud-or-not.yaml'), join(folder, 'config/fraud-or-not.yaml'))
  const cloud = await testCloud()
  const proxy = await startProxy({ target: cloud.endpoint })
  const bin = packedBin('project-deploy')
  const path = [dirname(process.execPath), process.env['PATH'] ?? ''].join(delimiter)
  const own = { PATH: path, PROJECT_UTILS_LOCAL_FOLDER: cloud.options.folder, AWS_ENDPOINT_URL: proxy.endpoint }
  const env = { ...process.env, ...own, ...environment }

  function start(...args: readonly string[]): Running {
    const given = ['--project', 'fraud-or-not', ...(args.includes('--env') ? [] : ['--env', 'local'])]
    const child = spawn(process.execPath, [bin, ...args, ...given], {
      cwd: folder,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let [stdout, stderr] = ['', '']
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text
    })
    const ended = new Promise<Run>((resolve) => child.once('close', (code) => resolve({ code, stdout, stderr })))
    return { ended, kill: (signal) => void child.kill(signal), printed: () => stdout }
  }

  const run = (...args: readonly string[]): Promise<Run> => start(...args).ended
  return {
    folder,
    cloud,
    proxy,
    calls: () => proxy.calls().filter((call) => call.service !== 'unsigned'),
    start,
    run,
    json: async (...args) => {
      const { stdout, stderr, code } = await run(...args, '--json')
      const envelope: Envelope = parse(stdout, stderr)
      if (envelope.exitCode !== code)
        throw new Error(`the envelope says ${envelope.exitCode}, the process ended with ${code}`)
      return envelope
    },
    events: async (...args) => {
      const { stdout, stderr } = await run(...args, '--output', 'ndjson')
      return stdout
        .trimEnd()
        .split('\n')
        .map((line): Event => parse(line, stderr))
    },
    edit: async (path, change) => {
      const file = join(folder, path)
      await writeFile(file, change(await readFile(file, 'utf8')))
    },
    stop: async () => {
      await proxy.close()
      await cloud.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

function parse<T>(text: string, stderr: string): T {
  try {
    return JSON.parse(text)
  } catch {
    throw new Error(`no JSON: ${text}\n${stderr}`)
  }
}
