import { rm } from 'node:fs/promises'
import type { Context } from '@project-utils/contract'
import { findInstance } from './find.ts'
import { makeFolder, placesIn } from './folder.ts'
import type { LocalOptions } from './local-cloud.ts'
import { holdStart, startHeld } from './start.ts'
import { refuseGiven, stopHeld } from './stop.ts'

/** Empties the local cloud of the folder: all accounts, all data. It runs afterwards if it ran before. Throws `LOCAL_NOT_OURS` for a given endpoint. */
export async function resetLocalCloud(options: LocalOptions, context: Context): Promise<void> {
  refuseGiven(options)
  await makeFolder(options.folder)
  await holdStart(options, context, async () => {
    const ran = (await findInstance(options.folder)) !== undefined
    await stopHeld(options, context)
    const places = placesIn(options.folder)
    const emptied = [places.state, places.objects, places.doors, places.temporary, places.home]
    await Promise.all(emptied.map((path) => rm(path, { recursive: true, force: true })))
    await makeFolder(options.folder)
    if (ran) await startHeld(options, context)
  })
}
