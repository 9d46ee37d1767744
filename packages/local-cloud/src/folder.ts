import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The places inside the folder of a local cloud. */
export interface FolderPlaces {
  readonly instance: string
  readonly port: string
  readonly startLock: string
  readonly log: string
  readonly state: string
  readonly objects: string
  readonly doors: string
  readonly temporary: string
  readonly home: string
  readonly awsConfig: string
  readonly awsCredentials: string
}

/** Names the places inside a folder. */
export function placesIn(folder: string): FolderPlaces {
  return {
    instance: join(folder, 'instance.json'),
    port: join(folder, 'port.json'),
    startLock: join(folder, 'start.lock'),
    log: join(folder, 'emulator.log'),
    state: join(folder, 'state'),
    objects: join(folder, 'objects'),
    doors: join(folder, 'doors.json'),
    temporary: join(folder, 'tmp'),
    home: join(folder, 'home'),
    awsConfig: join(folder, 'aws', 'config'),
    awsCredentials: join(folder, 'aws', 'credentials'),
  }
}

/** Makes the folder, readable by its owner only, with the two empty files that child processes read as AWS configuration. */
export async function makeFolder(folder: string): Promise<void> {
  const places = placesIn(folder)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const inner = [places.state, places.objects, places.temporary, places.home, join(folder, 'aws')]
  await Promise.all(inner.map((path) => mkdir(path, { recursive: true, mode: 0o700 })))
  await Promise.all([places.awsConfig, places.awsCredentials].map(makeEmpty))
}

/** Read-only: a child process that stores its settings there would change those of the next. */
async function makeEmpty(path: string): Promise<void> {
  await rm(path, { force: true })
  await writeFile(path, '', { mode: 0o444 })
}

/** A file or folder of this package's data. */
export function dataPath(name: string): string {
  return fileURLToPath(new URL(`../data/${name}`, import.meta.url))
}
