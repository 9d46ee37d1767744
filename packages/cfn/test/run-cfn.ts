import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Envelope, Event } from '@project-utils/contract'
import { packedBin } from '../../../tools/packed.ts'

/** How a command ended, and all it printed. */
export interface Run {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** A command that runs. */
export interface Running {
  readonly child: ChildProcess
  readonly ended: Promise<Run>
  /** Resolves once stdout or stderr have said this. */
  said(text: RegExp): Promise<void>
}

/** A project in a temporary folder, and the packed `project-cfn` beside it. */
export interface TestProject {
  readonly folder: string
  write(files: Readonly<Record<string, string | Uint8Array>>): void
  start(...args: readonly string[]): Running
  run(...args: readonly string[]): Promise<Run>
  /** Runs with `--json` and gives the one document. */
  json<D = unknown>(...args: readonly string[]): Promise<Envelope<D>>
  /** Runs with `--output ndjson` and gives all events. */
  events(...args: readonly string[]): Promise<readonly Event[]>
  close(): void
}

/** Opens a project whose environment `local` is at an endpoint. */
export function openProject(
  endpoint: string,
  files: Readonly<Record<string, string>>,
  environment: Readonly<Record<string, string>> = {},
): TestProject {
  const folder = mkdtempSync(join(tmpdir(), 'cfn-test-'))
  const bin = process.env['CFN_BIN'] ?? packedBin('project-cfn')
  const { PATH = '', HOME = '' } = process.env
  const keys = { AWS_ACCESS_KEY_ID: '000000000000', AWS_SECRET_ACCESS_KEY: 'local', AWS_EC2_METADATA_DISABLED: 'true' }
  const env = { PATH, HOME, CI: '1', AWS_ENDPOINT_URL: endpoint, ...keys, ...environment }

  const write: TestProject['write'] = (more) => {
    for (const [path, text] of Object.entries(more)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true })
      writeFileSync(join(folder, path), text)
    }
  }
  write(files)

  const start: TestProject['start'] = (...args) => {
    const named = args.includes('--env') ? [] : ['--env', 'local']
    const child = spawn(process.execPath, [bin, ...args, ...named], { cwd: folder, env })
    let [stdout, stderr] = ['', '']
    const waiting: { readonly text: RegExp; readonly resolve: () => void }[] = []
    const look = (): void => {
      for (const { text, resolve } of waiting) if (text.test(stdout) || text.test(stderr)) resolve()
    }
    child.stdout.on('data', (chunk: Buffer) => {
      stdout += chunk.toString()
      look()
    })
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk.toString()
      look()
    })
    const ended = new Promise<Run>((resolve) => child.once('close', (code) => resolve({ code, stdout, stderr })))
    const said = (text: RegExp): Promise<void> =>
      new Promise((resolve, reject) => {
        waiting.push({ text, resolve })
        look()
        void ended.then((run) => reject(new Error(`it ended with ${run.code} without saying ${text}: ${run.stderr}`)))
      })
    return { child, ended, said }
  }
  const run: TestProject['run'] = (...args) => start(...args).ended

  return {
    folder,
    write,
    start,
    run,
    async json<D>(...args: readonly string[]) {
      const { stdout, stderr } = await run(...args, '--json')
      if (stdout === '') throw new Error(stderr)
      return JSON.parse(stdout) as Envelope<D>
    },
    async events(...args) {
      const { stdout } = await run(...args, '--output', 'ndjson')
      return stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Event)
    },
    close: () => rmSync(folder, { recursive: true, force: true }),
  }
}
