import type { Json } from '@project-utils/contract'
import { findLocalCloud } from './find.ts'
import { askLauncher } from './launcher.ts'
import type { LocalOptions } from './local-cloud.ts'

/** Says whether a local cloud runs, where, which versions, and which accounts hold something in it. */
export async function localStatus(options: LocalOptions): Promise<Readonly<Record<string, Json>>> {
  const cloud = await findLocalCloud(options)
  if (cloud === undefined) return { running: false, folder: options.folder }
  const running = { running: true, endpoint: cloud.endpoint, folder: cloud.folder ?? null }
  if (cloud.token === undefined) return { ...running, ours: false }
  const [status, accounts] = await Promise.all([
    askLauncher(cloud, 'GET', 'status'),
    askLauncher(cloud, 'GET', 'accounts'),
  ])
  const { pid, emulator, python, startedAt, repairs, doors } = status?.body ?? {}
  return {
    ...running,
    ours: true,
    ...defined({ pid, emulator, python, startedAt, repairs, doors, accounts: accounts?.body['accounts'] }),
  }
}

function defined(values: Readonly<Record<string, Json | undefined>>): Readonly<Record<string, Json>> {
  return Object.fromEntries(Object.entries(values).filter((entry): entry is [string, Json] => entry[1] !== undefined))
}
