import { explain } from '@project-utils/aws'
import { type Finding, isProjectError, type Json, type Sha256 } from '@project-utils/contract'
import type { Records } from '@project-utils/records'
import type { Durations } from '../watch/durations.ts'

/** A stack as a deployment left it. */
export type RecordedStack = {
  readonly name: string
  readonly arn: string
  /** Of the desired stack: equal means that nothing is to be done. */
  readonly digest: Sha256
  /** The stack's own time of change afterwards: another value means that somebody else changed it. */
  readonly updatedAt: string
  readonly run: string
  /** What its resources took, for the time that is left of later operations. */
  readonly took: Durations
}

/** What deployments recorded about the stacks of an environment. */
export interface StackRecords {
  readonly stacks: Readonly<Record<string, RecordedStack>>
  /** Absent where nothing was recorded yet. */
  readonly etag?: string
}

const name = 'stacks'

type Store = Pick<Records, 'state'>

/** Reads what was recorded, in one call; nothing where there is no record, or no bucket. */
export async function readStackRecords({ state }: Store): Promise<StackRecords> {
  const found = await state.read(name)
  if (found === undefined) return { stacks: {} }
  const { stacks } = found.value as { readonly stacks?: StackRecords['stacks'] }
  return { stacks: stacks ?? {}, etag: found.etag }
}

/**
 * Records how stacks were left, beside those that stay as they were; undefined takes a stack out. Written in place of what
 * was read; where another run wrote meanwhile, it is read again and only these stacks are changed.
 *
 * @throws ProjectError `RECORDS_*`
 */
export async function writeStackRecords(
  store: Store,
  read: StackRecords,
  changed: Readonly<Record<string, RecordedStack | undefined>>,
): Promise<void> {
  if (Object.keys(changed).length === 0) return
  const stacks = Object.fromEntries(
    Object.entries({ ...read.stacks, ...changed }).filter(([, value]) => value !== undefined),
  ) as Record<string, RecordedStack>
  const { etag } = read
  try {
    await store.state.write(name, { stacks } satisfies Json, ...(etag === undefined ? [] : [etag]))
  } catch (error) {
    if (!isProjectError(error) || error.code !== 'RECORDS_CONFLICT') throw error
    const now = await readStackRecords(store)
    if (now.etag === etag) throw error
    await writeStackRecords(store, now, changed)
  }
}

/**
 * The same after an act, whose stacks are as they are whether that is recorded or not: what could not be written is a
 * finding. The next run then asks CloudFormation where it would have known.
 */
export async function recordStacks(...record: Parameters<typeof writeStackRecords>): Promise<readonly Finding[]> {
  try {
    await writeStackRecords(...record)
    return []
  } catch (error) {
    const { message, hint } = explain(error, 'recording how the stacks were left')
    return [
      {
        ...{ rule: 'cfn/unrecorded', category: 'record', severity: 'warning' },
        message: `what was done could not be recorded, and the next run looks closer: ${message}`,
        ...(hint === undefined ? {} : { fix: hint }),
      },
    ]
  }
}
