import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { holdLock } from './lock.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'project-utils-lock-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const options = { signal: new AbortController().signal, onWait: () => undefined }

test('of many only one works at a time, and nothing is left behind', async () => {
  const file = join(folder, 'lock')
  let inside = 0
  let most = 0
  const waited: (number | undefined)[] = []
  const work = async (): Promise<void> => {
    inside += 1
    most = Math.max(most, inside)
    while (waited.length < 4) await new Promise((resolve) => setTimeout(resolve, 5))
    inside -= 1
  }
  const all = Array.from({ length: 5 }, () =>
    holdLock(file, { ...options, onWait: (pid) => void waited.push(pid) }, work),
  )
  await Promise.all(all)
  expect(most).toBe(1)
  // Whoever looks while the holder writes its lock is not told who that is.
  expect(waited.map((pid) => pid ?? process.pid)).toEqual([process.pid, process.pid, process.pid, process.pid])
  expect(await readdir(folder)).toEqual([])
})

test('a lock whose holder died is followed', async () => {
  const file = join(folder, 'lock')
  await writeFile(file, JSON.stringify({ id: 'x', pid: 2 ** 30, host: hostname() }))
  expect(await holdLock(file, options, async () => 'done')).toBe('done')
  expect(await readdir(folder)).toEqual([])
})

test('a lock held on another machine is waited for until the wait is given up', async () => {
  const file = join(folder, 'lock')
  const held = JSON.stringify({ id: 'x', pid: 2 ** 30, host: 'another' })
  await writeFile(file, held)
  const controller = new AbortController()
  const waiting = holdLock(file, { signal: controller.signal, onWait: () => controller.abort() }, async () => 'done')
  await expect(waiting).rejects.toThrow('aborted')
  expect(await readFile(file, 'utf8')).toBe(held)
})

test('the lock is given back when the work fails', async () => {
  const file = join(folder, 'lock')
  const failing = holdLock(file, options, async () => {
    throw new Error('failed')
  })
  await expect(failing).rejects.toThrow('failed')
  expect(await readdir(folder)).toEqual([])
})
