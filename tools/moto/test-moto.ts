/**
 * moto, for the few services that the local cloud has not: cost results that the test queues, SSO administration, the
 * security services. It judges no rights and knows one account; what it says proves no more than what an emulator can.
 */
import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { motoPython } from './virtual-environment.ts'

/** A moto of a test's own, empty at its start. */
export interface TestMoto {
  /** Its address on loopback, without a slash at the end. */
  readonly endpoint: string
  /** Ends it. */
  stop(): Promise<void>
}

/** Starts moto on a free port of loopback. Call `stop` in `afterAll`. The first call of all installs it, which takes some seconds. */
export async function testMoto(): Promise<TestMoto> {
  const python = await motoPython()
  const folder = await mkdtemp(join(tmpdir(), 'project-utils-moto-'))
  const child = spawn(python, ['-I', '-u', '-m', 'moto.server', '--host', '127.0.0.1', '--port', '0'], {
    cwd: folder,
    // Nothing of the person's own reaches it, no key and no setting.
    env: { PATH: dirname(python), HOME: folder, TMPDIR: folder, ...systemRoot() },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  const said: string[] = []
  const endpoint = await new Promise<string>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', () => reject(new Error(`moto did not start:\n${said.join('\n')}`)))
    createInterface(child.stderr).on('line', (line) => {
      said.push(line)
      const address = /Running on (http:\/\/127\.0\.0\.1:\d+)/.exec(line)?.[1]
      if (address !== undefined) resolve(address)
    })
  })
  const stop = async (): Promise<void> => {
    child.kill()
    await ended
    await rm(folder, { recursive: true, force: true })
  }
  return { endpoint, stop }
}

/** Python on Windows opens no socket without it. */
function systemRoot(): Readonly<Record<string, string>> {
  const folder = process.env['SYSTEMROOT']
  return folder === undefined ? {} : { SYSTEMROOT: folder }
}
