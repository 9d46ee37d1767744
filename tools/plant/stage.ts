/** The sample project, deployed to a local cloud of its own: what faults are planted into, and what suites are run against. */
import { spawn } from 'node:child_process'
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Envelope } from '@project-utils/contract'
import { packedBin } from '../packed.ts'
import { testCloud } from '../test-cloud.ts'
import { type Outputs, openApplication } from './application.ts'
import type { Application } from './fault.ts'

/** How a suite ended, as `project-test run --json` tells it. */
export interface SuiteEnd {
  readonly suite: string
  readonly ok: boolean
  readonly setup: readonly StepEnd[]
  readonly steps: readonly StepEnd[]
  readonly cleanup: readonly StepEnd[]
}

/** How one step ended. */
export interface StepEnd {
  readonly name: string
  readonly outcome: 'passed' | 'failed'
  readonly message?: string
}

/** How a run of suites ended. */
export interface TestRun {
  readonly code: number | null
  readonly suites: readonly SuiteEnd[]
  /** All that was printed, for those who look for the cause. */
  readonly printed: string
}

/** The deployed sample. */
export interface Stage {
  /** Folder of the copy: `config/` and `examples/` are in it. */
  readonly folder: string
  readonly application: Application
  readonly outputs: Outputs
  /** Runs `project-test` with these arguments. */
  run(...args: readonly string[]): Promise<{ code: number | null; stdout: string; stderr: string }>
  /** Runs suites and gives how they ended. */
  test(...suites: readonly string[]): Promise<TestRun>
  close(): Promise<void>
}

const root = fileURLToPath(new URL('../..', import.meta.url))
const sample = 'examples/fraud-or-not'

/** Copies the sample, starts a local cloud and deploys there, with the packed programs. */
export async function openStage(): Promise<Stage> {
  const folder = await mkdtemp(join(tmpdir(), 'project-utils-plant-'))
  const cloud = await testCloud()
  const close = async (): Promise<void> => {
    await cloud.stop()
    await rm(folder, { recursive: true, force: true })
  }
  try {
    const isSource = (path: string): boolean => !/(^|[\\/])(node_modules|dist|\.project-utils)$/.test(path)
    await cp(join(root, sample), join(folder, sample), { recursive: true, filter: isSource })
    await cp(join(root, 'config'), join(folder, 'config'), { recursive: true })
    const config = join(folder, 'config/fraud-or-not.yaml')
    // The sample's own unit tests are proved elsewhere.
    await writeFile(config, (await readFile(config, 'utf8')).replace(/^ {2}test: npm test\n/m, ''))
    const path = [dirname(process.execPath), process.env['PATH'] ?? ''].join(delimiter)
    const own = { PATH: path, PROJECT_UTILS_LOCAL_FOLDER: cloud.options.folder, AWS_ENDPOINT_URL: cloud.endpoint }
    const environment = { ...process.env, ...own }
    const start = async (bin: string, args: readonly string[]): ReturnType<Stage['run']> => {
      const child = spawn(process.execPath, [packedBin(bin), ...args, '--project', 'fraud-or-not', '--env', 'local'], {
        cwd: folder,
        env: environment,
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      let [stdout, stderr] = ['', '']
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        stdout += text
      })
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        stderr += text
      })
      return new Promise((resolve) => child.once('close', (code) => resolve({ code, stdout, stderr })))
    }
    const deployed = await start('project-deploy', ['--json'])
    if (deployed.code !== 0) throw new Error(`the sample was not deployed: ${deployed.stdout}\n${deployed.stderr}`)
    const { data } = JSON.parse(deployed.stdout) as Envelope
    const { app: outputs } = (data as unknown as { outputs: { app: Outputs } }).outputs
    const run: Stage['run'] = (...args) => start('project-test', args)
    return {
      folder,
      outputs,
      application: openApplication({ endpoint: cloud.endpoint, backend: join(folder, sample, 'backend'), outputs }),
      run,
      test: async (...suites) => {
        const { code, stdout, stderr } = await run('run', ...suites, '--parallel', '4', '--json')
        return { code, suites: suitesOf(stdout), printed: `${stdout}\n${stderr}` }
      },
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

function suitesOf(stdout: string): readonly SuiteEnd[] {
  try {
    const { data } = JSON.parse(stdout) as { readonly data?: { readonly suites?: readonly SuiteEnd[] } }
    return data?.suites ?? []
  } catch {
    return []
  }
}
