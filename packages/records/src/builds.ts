import { type Json, ProjectError, type Scope, type Sha256 } from '@project-utils/contract'
import { corrupt, decodeRecord, encodeJson, isList, isObject, isText } from './json-record.ts'
import { blobKey, buildKey } from './keys.ts'
import { putSettled } from './settle.ts'
import { type Found, isFound, type Store } from './store.ts'

/** What builds gave, by what went in, so that no machine builds what another one stored already. */
export interface Builds {
  /** Tells where these lie from where others do: bucket, project and tier. */
  readonly place: string
  /** The newest builds kept under a key, the newest first; none where there is no bucket. */
  find(key: string): Promise<readonly Json[]>
  /**
   * Keeps a build in front of those of its key, of which the eight newest stay. `present`: one of the same `id` is there
   * already. `lost`: others wrote all the time, or a newer version did; harmless, since what is not kept is built again.
   * `unwanted`: the environment is of tier read-only.
   *
   * @throws ProjectError `RECORDS_NO_BUCKET`, `RECORDS_NAME`, or why S3 refused
   */
  keep(
    key: string,
    build: { readonly id: string; readonly build: Json },
  ): Promise<'kept' | 'present' | 'lost' | 'unwanted'>
  /** Whether the bytes of a hash are in the bucket. */
  holds(sha: Sha256): Promise<boolean>
}

const most = 8
const attempts = 3

interface Kept {
  readonly id: string
  readonly build: Json
}

/**
 * Builds of one tier are never offered to another, and none to an environment of tier read-only: who may write in dev
 * does not decide what runs in prod, where everything is built from the sources at hand.
 */
export function openBuilds(store: Store, scope: Pick<Scope, 'project' | 'tier'>): Builds {
  return {
    place: `${store.bucket}/${scope.project}/${scope.tier}`,

    async find(key) {
      if (scope.tier === 'read-only') return []
      const found = await store.get(buildKey(scope, key))
      return isFound(found) ? read(found, key).map(({ build }) => build) : []
    },

    async keep(key, { id, build }) {
      const path = buildKey(scope, key)
      if (scope.tier === 'read-only') return 'unwanted'
      for (let attempt = 0; attempt < attempts; attempt += 1) {
        const found = await store.get(path)
        const before = isFound(found) ? readAny(found, path) : []
        if (before === undefined) return 'lost'
        if (before.some((kept) => kept.id === id)) return 'present'
        const body = encodeJson({ v: 1, builds: [{ id, build }, ...before].slice(0, most) })
        const settled = await putSettled(store, path, body, isFound(found) ? { etag: found.etag } : 'absent')
        if ('etag' in settled) return 'kept'
      }
      return 'lost'
    },

    holds: (sha) => store.exists(blobKey(scope, sha)),
  }
}

/** As it is to be written over: what is damaged is as good as absent, what a newer version wrote stays. */
function readAny(found: Found, path: string): readonly Kept[] | undefined {
  try {
    return read(found, path)
  } catch (error) {
    if (error instanceof ProjectError && error.code === 'RECORDS_NEWER') return undefined
    return []
  }
}

function read({ body }: Found, path: string): readonly Kept[] {
  const { builds } = decodeRecord(body, path)
  if (!isList(builds)) throw corrupt(path, 'its field "builds" is missing or of the wrong kind')
  return builds.flatMap((kept) =>
    isObject(kept) && isText(kept['id']) && kept['build'] !== undefined
      ? [{ id: kept['id'], build: kept['build'] as Json }]
      : [],
  )
}
