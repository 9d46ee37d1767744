import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { testCloud } from '../test-cloud.ts'

/** A copy of the sample project with an empty local cloud, at a terminal. */
export interface Stage {
  /** Runs `project-deploy` and gives all that it wrote to the terminal. */
  run(args: readonly string[]): Promise<Recorded>
  /** Changes one file of the copy. */
  edit(path: string, change: (text: string) => string): Promise<void>
  close(): Promise<void>
}

/** What was written, and how the command ended. */
export interface Recorded {
  readonly written: string
  readonly code: number | null
}

const root = fileURLToPath(new URL('../..', import.meta.url))
const bin = join(root, 'packages/deploy/bin/project-deploy.js')

/** Columns and rows of the terminal: as many rows as no command scrolls out of. */
export const size = { columns: 100, rows: 200 } as const

/** Copies the sample, without what installing and building made of it, and starts its cloud. */
export async function openStage(): Promise<Stage> {
  const folder = await mkdtemp(join(tmpdir(), 'project-utils-picture-'))
  const isSource = (path: string): boolean => !/(^|[\\/])(node_modules|dist|\.project-utils)$/.test(path)
  const sample = 'examples/fraud-or-not'
  await cp(join(root, sample), join(folder, sample), { recursive: true, filter: isSource })
  await cp(join(root, 'config/fraud-or-not.yaml'), join(folder, 'config/fraud-or-not.yaml'))
  const cloud = await testCloud()
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(AWS_|CI$|GITHUB_ACTIONS$|NO_COLOR$|FORCE_COLOR$)/.test(name),
  )
  const env = {
    ...Object.fromEntries(kept),
    PATH: [dirname(process.execPath), process.env['PATH'] ?? ''].join(delimiter),
    TERM: 'xterm-256color',
    PROJECT_UTILS_LOCAL_FOLDER: cloud.options.folder,
    AWS_ENDPOINT_URL: cloud.endpoint,
  }
  return {
    run: async (args) => {
      const [columns, rows] = [String(size.columns), String(size.rows)]
      const terminal = fileURLToPath(new URL('at-terminal.py', import.meta.url))
      const command = [terminal, columns, rows, process.execPath, bin, ...args]
      const child = spawn('python3', command, { cwd: folder, env, stdio: ['ignore', 'pipe', 'inherit'] })
      const [written, [code]] = await Promise.all([buffer(child.stdout), once(child, 'close')])
      return { written: written.toString(), code }
    },
    edit: async (path, change) => {
      const file = join(folder, path)
      await writeFile(file, change(await readFile(file, 'utf8')))
    },
    close: async () => {
      await cloud.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
