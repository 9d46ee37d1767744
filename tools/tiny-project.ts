/** A copy of `tools/tiny`, deployed by the packed `project-deploy` against any endpoint: for harnesses. */
import { type ChildProcess, spawn } from 'node:child_process'
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Envelope, Event } from '@project-utils/contract'
import { packedBin } from './packed.ts'

/** Where the copy is deployed, and by what. */
export interface TinyOptions {
  /** The local cloud, or a proxy before it. */
  readonly endpoint: string
  /** Folder of the local cloud (`cloud.options.folder` of a test cloud). */
  readonly localFolder: string
  /** Environment variables besides those of this process. */
  readonly environment?: Readonly<Record<string, string>>
  /** Account of the environment `local`, 12 digits: each is a world of its own in one local cloud. Default: zeros. */
  readonly account?: string
  /**
   * Name of the project, part of all names. Default: `tiny`. Environments that are used at the same time in one local cloud
   * need names of their own, also in different accounts: the emulator mixes up the code of functions of the same name.
   */
  readonly project?: string
  /** Path of the script of `project-deploy`. Default: the packed one. */
  readonly bin?: string
}

/** How a command ended, and all it printed. */
export interface TinyRun {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

/** A command that runs. */
export interface TinyProcess {
  readonly child: ChildProcess
  readonly ended: Promise<TinyRun>
  /** What stdout, and stderr, have said so far. */
  printed(): string
  complained(): string
}

/** A copy of the tiny project. `--env local` is added where no environment is named. */
export interface TinyProject {
  readonly folder: string
  readonly bin: string
  /** What commands are run with. */
  readonly environment: Readonly<Record<string, string | undefined>>
  start(...args: readonly string[]): TinyProcess
  run(...args: readonly string[]): Promise<TinyRun>
  /** Runs with `--json` and gives the one document. */
  json(...args: readonly string[]): Promise<Envelope>
  /** Runs with `--output ndjson` and gives all events. */
  events(...args: readonly string[]): Promise<readonly Event[]>
  /** Changes one file of the copy. */
  edit(path: string, change: (text: string) => string): Promise<void>
  /** Removes the copy. */
  close(): Promise<void>
}

/** What deletes the environment: the table's data must be given up by name. */
export const destroyTiny: readonly string[] = ['destroy', '--yes', '--delete', 'Notes']

/** Copies the tiny project to a temporary folder. */
export async function openTiny(options: TinyOptions): Promise<TinyProject> {
  const { endpoint, localFolder, account = '000000000000', project = 'tiny' } = options
  const bin = options.bin ?? packedBin('project-deploy')
  const folder = await mkdtemp(join(tmpdir(), 'project-utils-tiny-'))
  await cp(fileURLToPath(new URL('tiny', import.meta.url)), folder, { recursive: true })
  const path = [dirname(process.execPath), process.env['PATH'] ?? ''].join(delimiter)
  const own = { PATH: path, PROJECT_UTILS_LOCAL_FOLDER: localFolder, AWS_ENDPOINT_URL: endpoint }
  const environment = { ...process.env, ...own, ...options.environment }

  const edit: TinyProject['edit'] = async (file, change) => {
    const place = join(folder, file)
    await writeFile(place, change(await readFile(place, 'utf8')))
  }
  await edit('project.yaml', (text) =>
    text
      .replace('project: tiny', `project: ${project}`)
      .replace('{ target: local }', `{ target: local, account: ${JSON.stringify(account)} }`),
  )
  await edit('template.yaml', (text) => text.replace('Default: tiny }', `Default: ${project} }`))
  const start: TinyProject['start'] = (...args) => {
    const given = args.includes('--env') ? args : [...args, '--env', 'local']
    const stdio = ['ignore', 'pipe', 'pipe'] as const
    return watch(spawn(process.execPath, [bin, ...given], { cwd: folder, env: environment, stdio: [...stdio] }))
  }
  const run: TinyProject['run'] = (...args) => start(...args).ended
  return {
    folder,
    bin,
    environment,
    start,
    run,
    json: async (...args) => {
      const { stdout, stderr, code } = await run(...args, '--json')
      const envelope: Envelope = parse(stdout, stderr)
      if (envelope.exitCode === code) return envelope
      throw new Error(`the envelope says ${envelope.exitCode}, the process ended with ${code}`)
    },
    events: async (...args) => {
      const { stdout, stderr } = await run(...args, '--output', 'ndjson')
      const lines = stdout.trimEnd().split('\n')
      return lines.map((line): Event => parse(line, stderr))
    },
    edit,
    close: () => rm(folder, { recursive: true, force: true }),
  }
}

function watch(child: ChildProcess): TinyProcess {
  let [stdout, stderr] = ['', '']
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
  })
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  const ended = new Promise<TinyRun>((resolve) =>
    child.once('close', (code, signal) => resolve({ code, signal, stdout, stderr })),
  )
  return { child, ended, printed: () => stdout, complained: () => stderr }
}

function parse<T>(text: string, stderr: string): T {
  try {
    return JSON.parse(text)
  } catch {
    throw new Error(`no JSON: ${text}\n${stderr}`)
  }
}
