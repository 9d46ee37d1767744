/** Kills a program at a random moment, as a power cut or the machine's memory keeper would. */
import { type ChildProcess, spawn } from 'node:child_process'
import { setTimeout as wait } from 'node:timers/promises'
import { seeded } from '../soak/random.ts'

/** A program to start. */
export interface CrashCommand {
  readonly file: string
  readonly args: readonly string[]
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string | undefined>>
}

/** How a run ended. */
export interface CrashRun {
  /** Milliseconds after the start at which it was to be killed. */
  readonly at: number
  /** False where it had ended before. */
  readonly killed: boolean
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/**
 * Starts a program and kills it after a part of `span` milliseconds that the seed decides, as it does whether the
 * processes it started die with it. Waits until it has ended.
 */
export async function crashRun(command: CrashCommand, seed: number, span: number): Promise<CrashRun> {
  const random = seeded(seed)
  const at = Math.round(random() * span)
  return await startRun(command, { at, isGroup: random() < 0.5 })
}

/** Starts a program that somebody else may kill. */
export async function callRun(command: CrashCommand, arm: (child: ChildProcess) => void): Promise<CrashRun> {
  const run = await startRun(command, { arm })
  return { ...run, killed: run.code === null }
}

/** Runs a program to its end. */
export async function wholeRun(command: CrashCommand): Promise<CrashRun> {
  return await startRun(command, {})
}

/** What becomes of a run. */
interface Fate {
  /** When it is to be killed, in milliseconds. */
  readonly at?: number
  /** Whether those it started die with it. */
  readonly isGroup?: boolean
  readonly arm?: (child: ChildProcess) => void
}

async function startRun({ file, args, cwd, env }: CrashCommand, { at, isGroup, arm }: Fate): Promise<CrashRun> {
  // A group of its own, so that the children can be killed with it and nobody else is.
  const child = spawn(file, args, { cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
  arm?.(child)
  let [stdout, stderr] = ['', '']
  child.stdout.on('data', (data: Buffer) => (stdout += data.toString()))
  child.stderr.on('data', (data: Buffer) => (stderr += data.toString()))
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code) => resolve(code))
  })
  const closed = new Promise((resolve) => child.once('close', resolve))
  let killed = false
  if (at !== undefined) {
    const timer = new AbortController()
    const isTime = wait(at, true, { signal: timer.signal }).catch(() => false)
    if ((await Promise.race([isTime, ended.then(() => false)])) === true && child.pid !== undefined) {
      killed = child.exitCode === null
      kill(isGroup === true ? -child.pid : child.pid)
    }
    timer.abort()
  }
  const code = await ended
  // Whatever it left running must not write into the next run's folders.
  if (child.pid !== undefined) kill(-child.pid)
  // What it had written is read to the end only now.
  await closed
  return { at: at ?? 0, killed: killed && code === null, code, stdout, stderr }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It has ended by itself.
  }
}
