import { describe, expect, it } from 'vitest'
import { crashRun, wholeRun } from './crash-run.ts'

const node = (script: string) => ({ file: process.execPath, args: ['-e', script] })
const endless = 'setInterval(() => undefined, 1000)'

describe('a run that is to be killed', () => {
  it('is killed at the moment that its seed fixes', async () => {
    const [one, same, other] = [
      await crashRun(node(endless), 7, 100),
      await crashRun(node(endless), 7, 100),
      await crashRun(node(endless), 8, 100),
    ]
    expect([one.killed, same.killed, other.killed]).toEqual([true, true, true])
    expect([one.at === same.at, one.at === other.at]).toEqual([true, false])
  })

  it('counts as not killed where it had ended by itself', async () => {
    const run = await crashRun(node('console.log(1); console.error(2); process.exitCode = 3'), 1, 10 ** 8)
    expect(run).toMatchObject({ killed: false, code: 3, stdout: '1\n', stderr: '2\n' })
  })

  it('leaves nothing running that it had started', async () => {
    const child = `require('node:child_process').spawn(process.execPath, ['-e', '${endless}'], { stdio: 'ignore' })`
    const { stdout } = await wholeRun(node(`const child = ${child}; child.unref(); console.log(child.pid)`))
    const pid = Number(stdout)
    expect(pid).toBeGreaterThan(0)
    await expect.poll(() => isRunning(pid), { timeout: 5000 }).toBe(false)
  })
})

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
