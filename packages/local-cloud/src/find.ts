import { readFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { placesIn } from './folder.ts'
import { askLauncher } from './launcher.ts'
import type { LocalCloud, LocalOptions } from './local-cloud.ts'
import { parseLoopback } from './loopback.ts'

/** What a launcher writes about itself into its folder. */
export interface Instance {
  readonly pid: number
  readonly port: number
  readonly token: string
}

/**
 * Finds the running local cloud: that of the folder, or the endpoint given. Where the folder's own launcher answers behind
 * that endpoint (a counting proxy, a forwarded port), front doors and saving work through it. Undefined where none
 * answers. Throws `LOCAL_NOT_LOOPBACK` for an endpoint on another machine.
 */
export async function findLocalCloud(options: LocalOptions): Promise<LocalCloud | undefined> {
  if (options.endpoint === undefined) return await findInstance(options.folder)
  const { endpoint, host, port } = parseLoopback(options.endpoint)
  const instance = await readInstance(options.folder)
  const own = instance === undefined ? undefined : await asOwn(instance, endpoint, options.folder)
  if (own !== undefined) return own
  return (await isListening(host, port)) ? { endpoint } : undefined
}

/** The local cloud of a folder, if our launcher answers with the folder's own token. */
export async function findInstance(folder: string): Promise<LocalCloud | undefined> {
  const instance = await readInstance(folder)
  if (instance === undefined) return undefined
  return await asOwn(instance, `http://127.0.0.1:${instance.port}`, folder)
}

async function asOwn({ pid, token }: Instance, endpoint: string, folder: string): Promise<LocalCloud | undefined> {
  const cloud = { endpoint, token, pid, folder }
  const answer = await askLauncher(cloud, 'GET', 'status')
  return answer?.status === 200 && answer.body['pid'] === pid ? cloud : undefined
}

/** What the folder says about the process that serves from it, whether that still lives or not. */
export async function readInstance(folder: string): Promise<Instance | undefined> {
  const value = await readJson(placesIn(folder).instance)
  const { v, pid, port, token } = value ?? {}
  if (v !== 1 || typeof pid !== 'number' || typeof port !== 'number' || typeof token !== 'string') return undefined
  return { pid, port, token }
}

/** An object in a JSON file; undefined where there is none. */
export async function readJson(path: string): Promise<Readonly<Record<string, unknown>> | undefined> {
  try {
    const value: unknown = JSON.parse(await readFile(path, 'utf8'))
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}

function isListening(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 2000 })
    const settle = (answer: boolean): void => {
      socket.destroy()
      resolve(answer)
    }
    socket.on('connect', () => settle(true))
    socket.on('error', () => settle(false))
    socket.on('timeout', () => settle(false))
  })
}
