import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { open, readFile } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { type Context, ProjectError } from '@project-utils/contract'
import { findInstance, readJson } from './find.ts'
import { dataPath, placesIn } from './folder.ts'
import type { LocalCloud, LocalOptions } from './local-cloud.ts'
import { serverEnvironment } from './server-environment.ts'
import { pythonIn } from './virtual-environment.ts'

const preferredPort = 4566
/** One that is just ending still holds the folder for a while, and a busy one takes its time to answer (milliseconds). */
const endingTime = 15_000
/** Much longer than any start takes, also with a large state on a busy machine (milliseconds). */
const patience = 60_000

/** What the launcher says once: that it serves, or why not. */
interface FirstWord {
  readonly port?: number
  readonly error?: 'held' | 'port'
  readonly message?: string
}

/** Starts our launcher as a process of its own, and waits until it serves. */
export async function launch(options: LocalOptions, venv: string, context: Context): Promise<LocalCloud> {
  const token = randomBytes(24).toString('base64url')
  const kept = (await readJson(placesIn(options.folder).port))?.['port']
  const strict = options.port !== undefined && options.port !== 0
  const port = strict ? options.port : typeof kept === 'number' ? kept : (options.port ?? preferredPort)
  const settings = JSON.stringify({ token, port, strict, repairs: options.repairs ?? 'all' })
  const deadline = performance.now() + endingTime
  for (;;) {
    context.signal.throwIfAborted()
    const word = await startProcess(options, venv, settings)
    if (word.port !== undefined) {
      const cloud = await findInstance(options.folder)
      if (cloud !== undefined) return cloud
    }
    if (word.error !== 'held' || performance.now() > deadline) throw await failure(word, options, port)
    const other = await findInstance(options.folder)
    if (other !== undefined) return other
    await pause(200, undefined, { signal: context.signal })
  }
}

async function startProcess(options: LocalOptions, venv: string, settings: string): Promise<FirstWord> {
  // Made anew at each start, so that it cannot grow for ever.
  const log = await open(placesIn(options.folder).log, 'w', 0o600)
  try {
    const parameters = [
      '-I',
      '-X',
      'utf8',
      '-X',
      `pycache_prefix=${venv}/pycache`,
      dataPath('launcher'),
      options.folder,
    ]
    const child = spawn(pythonIn(venv), parameters, {
      cwd: options.folder,
      env: serverEnvironment(options),
      detached: true,
      windowsHide: true,
      stdio: ['pipe', 'pipe', log.fd],
    })
    return await firstWord(child, settings)
  } finally {
    await log.close()
  }
}

function firstWord(child: ChildProcess, settings: string): Promise<FirstWord> {
  return new Promise((resolve) => {
    const settle = (word: FirstWord): void => {
      clearTimeout(timer)
      resolve(word)
    }
    const timer = setTimeout(() => {
      child.kill('SIGKILL')
      settle({ message: `it said nothing for ${patience / 1000} s` })
    }, patience)
    let text = ''
    child.stdout?.setEncoding('utf8')
    child.stdout?.on('data', (chunk: string) => {
      text += chunk
    })
    child.stdout?.on('end', () => settle(parseWord(text)))
    child.on('error', (error) => settle({ message: String(error) }))
    child.stdin?.on('error', () => undefined)
    child.stdin?.end(settings)
    // It outlives this process.
    child.unref()
  })
}

function parseWord(text: string): FirstWord {
  try {
    return JSON.parse(text) as FirstWord
  } catch {
    return {}
  }
}

async function failure(word: FirstWord, options: LocalOptions, port: number | undefined): Promise<ProjectError> {
  if (word.error === 'held') {
    return new ProjectError('LOCAL_HUNG', `A local cloud holds ${options.folder} and does not answer.`, {
      hint: 'project-local stop',
    })
  }
  if (word.error === 'port') {
    return new ProjectError('LOCAL_PORT_TAKEN', `Port ${port} is in use.`, {
      hint: 'project-local start, without --port, takes a free one.',
    })
  }
  const log = placesIn(options.folder).log
  const tail = (await readFile(log, 'utf8').catch(() => '')).trim().split('\n').slice(-8).join('\n')
  return new ProjectError('LOCAL_START_FAILED', `The local cloud did not start: ${word.message ?? tail}`, {
    hint: `Its log is ${log}.`,
  })
}
