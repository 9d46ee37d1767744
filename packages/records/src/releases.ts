import { type CurrentRelease, ProjectError, type Release, type Scope } from '@project-utils/contract'
import { inParallel } from './in-parallel.ts'
import { encodeJson } from './json-record.ts'
import { padded, part, releasePrefix } from './keys.ts'
import { decodeCurrent, decodeRelease } from './release-record.ts'
import { noBucket } from './s3-store.ts'
import { putSettled } from './settle.ts'
import { type Condition, isFound, type Store } from './store.ts'

/** What the newest release is, with the ETag that a change of it must name. */
export interface Current {
  readonly value: CurrentRelease
  readonly etag: string
}

/** The releases of one environment in one account and region. Both writers belong under the lock. */
export interface Releases {
  /**
   * What stands now, in one read: undefined before the first release, `no-bucket` before the bootstrap.
   *
   * @throws ProjectError `RECORDS_CORRUPT`, `RECORDS_NEWER`, or why S3 refused
   */
  current(): Promise<Current | undefined | 'no-bucket'>
  /**
   * Opens a release: writes its record, then makes it the latest in place of `previous`, which was read under the same
   * lock. Dying between the two leaves a record that was never the latest: nothing was done in its name.
   *
   * @throws ProjectError `RECORDS_CONFLICT` when another release was opened meanwhile, `RECORDS_NO_BUCKET`,
   * `RECORDS_UNSETTLED`, or why S3 refused
   */
  start(release: Release, previous: Current | undefined | 'no-bucket'): Promise<void>
  /**
   * Writes a release's outcome into its record, then into `current`; a succeeded one becomes the last good one. An older
   * release than the latest gets its record changed only. `restored` is the last good release as one that was taken back
   * has left it: it stands in `current` from then on.
   *
   * @throws ProjectError `RECORDS_CONFLICT`, `RECORDS_UNSETTLED`, or why S3 refused
   */
  finish(release: Release, restored?: Release): Promise<void>
  /** Reads one release; undefined where there is none of that id. */
  read(id: string): Promise<Release | undefined>
  /** Reads the release of a number; undefined where there is none. */
  numbered(seq: number): Promise<Release | undefined>
  /** The newest releases, newest first. */
  list(limit: number): Promise<readonly Release[]>
}

export function openReleases(store: Store, scope: Scope): Releases {
  const prefix = releasePrefix(scope)
  const currentKey = `${prefix}current.json`
  const keyOf = ({ seq, id }: Pick<Release, 'seq' | 'id'>): string => `${prefix}${padded(seq)}-${part(id)}.json`
  /** ETags of records this process wrote, so that finishing needs no read. */
  const written = new Map<string, string>()

  async function current(): Promise<Current | undefined | 'no-bucket'> {
    const found = await store.get(currentKey)
    if (found === 'no-key') return undefined
    if (!isFound(found)) return found
    return { value: decodeCurrent(found.body, currentKey), etag: found.etag }
  }

  async function write(key: string, value: Release | CurrentRelease, condition: Condition): Promise<boolean> {
    const settled = await putSettled(store, key, encodeJson(value), condition)
    if ('other' in settled) return false
    written.set(key, settled.etag)
    return true
  }

  async function keys(): Promise<readonly string[]> {
    const all: string[] = []
    for await (const page of store.list(prefix)) all.push(...page.keys.filter((key) => key !== currentKey))
    return all
  }

  async function load(key: string): Promise<readonly Release[]> {
    const found = await store.get(key)
    return isFound(found) ? [decodeRelease(found.body, key)] : []
  }

  return {
    current,

    async start(release, previous) {
      const key = keyOf(release)
      if (!(await write(key, release, 'absent'))) throw conflict(release, 'a release of that name is there already')
      const known = typeof previous === 'object' ? previous : undefined
      const value: CurrentRelease = { v: 1, latest: latestOf(release), good: known?.value.good ?? null }
      const condition: Condition = known === undefined ? 'absent' : { etag: known.etag }
      if (!(await write(currentKey, value, condition))) throw conflict(release, 'another one was opened meanwhile')
    },

    async finish(release, restored) {
      const key = keyOf(release)
      const etag = written.get(key) ?? (await etagOf(store, key))
      if (!(await write(key, release, etag === undefined ? 'absent' : { etag }))) {
        throw conflict(release, 'its record was changed meanwhile')
      }
      const now = await current()
      if (now === 'no-bucket') throw noBucket(store.bucket)
      if (now !== undefined && now.value.latest.seq > release.seq) return
      if (now !== undefined && now.value.latest.id !== release.id && now.value.latest.seq === release.seq) {
        throw conflict(release, `release ${now.value.latest.id} has the same number`)
      }
      const before = now?.value.good ?? null
      const isRestored = restored !== undefined && restored.id === before?.id
      const good = release.outcome === 'succeeded' ? release : isRestored ? restored : before
      const condition: Condition = now === undefined ? 'absent' : { etag: now.etag }
      if (!(await write(currentKey, { v: 1, latest: latestOf(release), good }, condition))) {
        throw conflict(release, 'another one was opened meanwhile')
      }
    },

    async read(id) {
      const key = (await keys()).find((one) => one.slice(prefix.length).replace(/^\d+-/, '') === `${id}.json`)
      return key === undefined ? undefined : (await load(key))[0]
    },

    async numbered(seq) {
      for await (const page of store.list(`${prefix}${padded(seq)}-`)) {
        for (const key of page.keys) return (await load(key))[0]
      }
      return undefined
    },

    async list(limit) {
      const newest = limit > 0 ? (await keys()).slice(-limit).toReversed() : []
      return (await inParallel(newest, 16, load)).flat()
    },
  }
}

async function etagOf(store: Store, key: string): Promise<string | undefined> {
  const found = await store.get(key)
  return isFound(found) ? found.etag : undefined
}

function latestOf({ id, seq, run, outcome }: Release): CurrentRelease['latest'] {
  return { id, seq, run, outcome }
}

function conflict({ id }: Release, why: string): ProjectError {
  return new ProjectError('RECORDS_CONFLICT', `release ${id} could not be recorded: ${why}`, {
    hint: 'see what stands now: project-deploy status',
  })
}
