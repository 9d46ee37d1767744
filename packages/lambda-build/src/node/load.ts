import { spawn } from 'node:child_process'
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { text } from 'node:stream/consumers'
import { type ArtifactFile, contentOf } from '../artifact/artifact-file.ts'

/** The names that a built file has once it has run, or why it could not be run here. */
export type Loaded = { readonly names: readonly string[] } | { readonly names?: undefined; readonly reason: string }

/** Loads as Lambda's runtime does, tells the names over a pipe of its own, and ends whatever the code began. */
const program = `
const { createRequire } = require('node:module')
const { pathToFileURL } = require('node:url')
const { writeSync } = require('node:fs')
const file = process.argv[1]
const tell = (answer) => { writeSync(3, JSON.stringify(answer)); process.exit(0) }
const load = async () => (file.endsWith('.mjs') ? import(pathToFileURL(file).href) : createRequire(file)(file))
load().then((found) => tell({ names: Object.keys(Object(found)) }), (error) => tell({ reason: String(error?.message ?? error) }))
`

/**
 * Runs a built file in a process of its own, without the host's environment, credentials, or a right to write files or to
 * start processes, and answers what it exports. Files lie in a temporary folder, which is removed.
 *
 * @param limit milliseconds until the process is ended
 */
export async function loadExports(
  files: readonly ArtifactFile[],
  output: string,
  signal: AbortSignal,
  limit = 10_000,
): Promise<Loaded> {
  // Real, since the right to read is given for the real path.
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'lambda-load-')))
  try {
    for (const file of files) {
      const path = join(folder, file.path)
      await mkdir(dirname(path), { recursive: true })
      await writeFile(path, contentOf(file))
    }
    return await run(join(folder, output), folder, AbortSignal.any([signal, AbortSignal.timeout(limit)]), limit)
  } finally {
    await rm(folder, { recursive: true, force: true })
    signal.throwIfAborted()
  }
}

async function run(file: string, folder: string, signal: AbortSignal, limit: number): Promise<Loaded> {
  const child = spawn(process.execPath, ['--permission', `--allow-fs-read=${folder}/*`, '-e', program, file], {
    cwd: folder,
    env: { HOME: folder, AWS_EC2_METADATA_DISABLED: 'true', AWS_REGION: 'us-east-1' },
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    killSignal: 'SIGKILL',
    signal,
  })
  const ended = new Promise<void>((resolve) => {
    child.once('error', () => resolve())
    child.once('close', () => resolve())
  })
  const pipe = child.stdio[3]
  const answer = pipe === undefined || pipe === null || !('read' in pipe) ? '' : await text(pipe).catch(() => '')
  await ended
  if (signal.aborted) return { reason: `it did not end within ${limit / 1000} seconds` }
  if (answer === '') return { reason: `it ended the process with code ${child.exitCode ?? child.signalCode}` }
  const loaded: Loaded = JSON.parse(answer)
  return loaded
}
