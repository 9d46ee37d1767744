import { randomUUID } from 'node:crypto'
import { link, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { setTimeout as pause } from 'node:timers/promises'

/** A holder that lives renews its lock this often (milliseconds). */
const beat = 2000
/** A lock that nobody renewed for so long, as seen by one who waits, is abandoned. */
const patience = 20_000
/** A lock file that says nothing of its holder is being written, or was left by a crash (milliseconds). */
const writingTime = 5000

/** What a lock file says about its holder. */
interface LockHolder {
  readonly id: string
  readonly pid: number
  readonly host: string
}

/**
 * Does work while holding a lock file, so that only one process does it. Others wait (`onWait` is called once); a holder
 * that died, or has not renewed the lock for 20 s, is followed.
 */
export async function holdLock<T>(
  file: string,
  options: { readonly signal: AbortSignal; readonly onWait: (pid: number | undefined) => void },
  work: () => Promise<T>,
): Promise<T> {
  const holder: LockHolder = { id: randomUUID(), pid: process.pid, host: hostname() }
  await acquire(file, holder, options)
  const renewal = setInterval(() => void renew(file), beat)
  renewal.unref()
  try {
    return await work()
  } finally {
    clearInterval(renewal)
    if ((await readHolder(file))?.id === holder.id) await rm(file, { force: true })
  }
}

async function acquire(
  file: string,
  holder: LockHolder,
  options: { readonly signal: AbortSignal; readonly onWait: (pid: number | undefined) => void },
): Promise<void> {
  let seen: { readonly state: string; readonly since: number } | undefined
  for (let wait = 50; ; wait = Math.min(wait * 1.5, 500)) {
    options.signal.throwIfAborted()
    if (await create(file, holder)) return
    const other = await readHolder(file)
    const state = `${other?.id} ${await changedAt(file)}`
    if (seen === undefined) options.onWait(other?.pid)
    if (seen?.state !== state) seen = { state, since: performance.now() }
    const limit = other === undefined ? writingTime : patience
    if (isDead(other) || performance.now() - seen.since > limit) await removeAbandoned(file, other?.id)
    else await pause(wait, undefined, { signal: options.signal })
  }
}

async function create(file: string, holder: LockHolder): Promise<boolean> {
  try {
    await writeFile(file, JSON.stringify(holder), { flag: 'wx', mode: 0o600 })
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  }
}

/** Two may see the same lock abandoned: whoever takes away a newer one in its place puts that back. */
async function removeAbandoned(file: string, id: string | undefined): Promise<void> {
  const aside = `${file}.${randomUUID()}`
  try {
    await rename(file, aside)
    const taken = await readHolder(aside)
    if (taken?.id !== id) await link(aside, file)
  } catch {
    // Somebody else was faster; the next round looks again.
  } finally {
    await rm(aside, { force: true })
  }
}

function isDead(holder: LockHolder | undefined): boolean {
  return holder !== undefined && holder.host === hostname() && !isAlive(holder.pid)
}

/** Tells whether a process of this machine lives. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

async function readHolder(file: string): Promise<LockHolder | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as LockHolder
  } catch {
    return undefined
  }
}

async function changedAt(file: string): Promise<number | undefined> {
  return (await stat(file).catch(() => undefined))?.mtimeMs
}

async function renew(file: string): Promise<void> {
  const now = new Date()
  await utimes(file, now, now).catch(() => undefined)
}
