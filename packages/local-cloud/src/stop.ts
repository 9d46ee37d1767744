import { execFile } from 'node:child_process'
import { setTimeout as pause } from 'node:timers/promises'
import { promisify } from 'node:util'
import { type Context, ProjectError } from '@project-utils/contract'
import { findInstance, readInstance } from './find.ts'
import { askLauncher } from './launcher.ts'
import type { LocalOptions } from './local-cloud.ts'
import { isAlive } from './lock.ts'
import { holdStart } from './start.ts'
import { tellStep } from './step.ts'

/** Saves the state and ends the local cloud of the folder; false where none ran. Throws `LOCAL_NOT_OURS` for a given endpoint. */
export async function stopLocalCloud(options: LocalOptions, context: Context): Promise<boolean> {
  refuseGiven(options)
  if ((await readInstance(options.folder)) === undefined) return false
  return holdStart(options, context, () => stopHeld(options, context))
}

/** Refuses to end or empty what somebody else runs. */
export function refuseGiven(options: LocalOptions): void {
  if (options.endpoint === undefined) return
  throw new ProjectError(
    'LOCAL_NOT_OURS',
    `The local cloud at ${options.endpoint} was given, not started by this tool.`,
    {
      hint: 'Use what started it, or unset AWS_ENDPOINT_URL.',
    },
  )
}

/** Ends it, for one who holds the start lock. */
export async function stopHeld(options: LocalOptions, context: Context): Promise<boolean> {
  const instance = await readInstance(options.folder)
  if (instance === undefined) return false
  const cloud = await findInstance(options.folder)
  if (cloud === undefined && !(await isOurs(instance.pid, options.folder))) return false
  return tellStep(context, 'local-cloud.stop', 'Stop the local cloud', async () => {
    if (cloud !== undefined) {
      await askLauncher(cloud, 'POST', 'stop', { timeout: 30_000 })
      if (await ends(instance.pid, 8000, context.signal)) return true
    }
    for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
      if (!(await isOurs(instance.pid, options.folder))) return true
      process.kill(instance.pid, signal)
      if (await ends(instance.pid, 5000, context.signal)) return true
    }
    return true
  })
}

async function ends(pid: number, milliseconds: number, signal: AbortSignal): Promise<boolean> {
  const deadline = performance.now() + milliseconds
  for (let wait = 10; isAlive(pid); wait = Math.min(wait * 1.5, 100)) {
    if (performance.now() > deadline) return false
    await pause(wait, undefined, { signal })
  }
  return true
}

/** Whether a process is the launcher of the folder: a process id may have gone to somebody else since. */
async function isOurs(pid: number, folder: string): Promise<boolean> {
  if (!isAlive(pid) || process.platform === 'win32') return false
  const { stdout } = await promisify(execFile)('ps', ['-ww', '-o', 'command=', '-p', String(pid)]).catch(() => ({
    stdout: '',
  }))
  return stdout.trimEnd().endsWith(`launcher ${folder}`)
}
