import { type Json, ProjectError, type Scope } from '@project-utils/contract'
import { corrupt, decodeRecord, encodeJson } from './json-record.ts'
import { stateKey } from './keys.ts'
import { putSettled } from './settle.ts'
import { isFound, type Store } from './store.ts'

/** Small values that outlive a run, by name. */
export interface State {
  /** Reads a value with the ETag that a change of it must name; undefined where there is none. */
  read(name: string): Promise<{ readonly value: Json; readonly etag: string } | undefined>
  /**
   * Writes a value in place of the one with that ETag, or a first one where none is given; gives the new ETag.
   *
   * @throws ProjectError `RECORDS_CONFLICT` when somebody else wrote meanwhile, `RECORDS_NO_BUCKET`,
   * `RECORDS_UNSETTLED`, `RECORDS_NAME`, or why S3 refused
   */
  write(name: string, value: Json, etag?: string): Promise<string>
}

export function openState(store: Store, scope: Scope): State {
  return {
    async read(name) {
      const key = stateKey(scope, name)
      const found = await store.get(key)
      if (!isFound(found)) return undefined
      const { value } = decodeRecord(found.body, key)
      if (value === undefined) throw corrupt(key, 'its field "value" is missing')
      return { value: value as Json, etag: found.etag }
    },

    async write(name, value, etag) {
      const key = stateKey(scope, name)
      const settled = await putSettled(
        store,
        key,
        encodeJson({ v: 1, value }),
        etag === undefined ? 'absent' : { etag },
      )
      if ('etag' in settled) return settled.etag
      throw new ProjectError('RECORDS_CONFLICT', `the state ${name} was changed by somebody else meanwhile`, {
        hint: 'run the command again: it reads what is there first',
      })
    },
  }
}
