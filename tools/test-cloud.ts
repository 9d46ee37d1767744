/**
 * A local cloud of its own for the emulator tests of any package: nothing of the person's own is touched.
 *
 * Its state lies in a temporary folder; only the virtual environment is kept, under `node_modules/.cache`, so that the
 * first test run alone installs the emulator.
 */
import { createHash } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type LocalCloud, type LocalOptions, startLocalCloud, stopLocalCloud } from '@project-utils/local-cloud'

/** What a test needs of its local cloud. */
export interface TestCloud {
  readonly endpoint: string
  readonly cloud: LocalCloud
  /** What it was started with, for tests that stop or start it again. */
  readonly options: LocalOptions
  /** Ends it and removes its folder. */
  stop(): Promise<void>
}

const root = fileURLToPath(new URL('..', import.meta.url))

/** Options for a local cloud in a new temporary folder, with the shared virtual environment, on a free port. */
async function testOptions(): Promise<LocalOptions> {
  const requirements = await readFile(join(root, 'packages/local-cloud/data/requirements.txt'))
  const hash = createHash('sha256').update(requirements).digest('hex').slice(0, 12)
  return {
    folder: await mkdtemp(join(tmpdir(), 'project-utils-test-')),
    venv: join(root, 'node_modules/.cache/project-utils-test', `venv-${hash}`),
    environment: process.env,
    node: process.execPath,
    port: 0,
  }
}

/** Starts a local cloud on a free port in a temporary folder. Call `stop` in `afterAll`. */
export async function testCloud(overrides: Partial<LocalOptions> = {}): Promise<TestCloud> {
  const options = { ...(await testOptions()), ...overrides }
  const context = { signal: new AbortController().signal, emit: () => undefined }
  const cloud = await startLocalCloud(options, context)
  const stop = async (): Promise<void> => {
    await stopLocalCloud(options, context)
    await rm(options.folder, { recursive: true, force: true })
  }
  return { endpoint: cloud.endpoint, cloud, options, stop }
}
