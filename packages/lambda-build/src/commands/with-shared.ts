import { type Invocation, localOptions, openTarget } from '@project-utils/cli'
import type { BuildInput } from '../artifact/artifact.ts'
import type { SharedBuilds, SharingInput } from '../cache/shared.ts'
import type { OpenedBuild } from './open-build.ts'

/** Milliseconds after which a bucket that does not answer is done without. */
const limit = 5_000

/**
 * What a command builds, with the builds of other machines in the target's bucket. It does without them, and without a
 * word, where no environment is chosen, its tier is read-only, nobody is signed in, no bucket is there or none answers:
 * such a command promises nothing of an account. Nothing is opened, and no local cloud started, before one is asked for.
 */
export function withShared(
  invocation: Invocation,
  opened: Pick<OpenedBuild, 'input' | 'project' | 'scopes'>,
): BuildInput & Partial<SharingInput> {
  const { input, scopes } = opened
  const [scope] = scopes
  if (scope === undefined || scope.tier === 'read-only') return input
  let builds: Promise<SharedBuilds | undefined> | undefined
  let isClosed = false
  const orElse = async <T>(none: T, look: (builds: SharedBuilds) => Promise<T>): Promise<T> => {
    if (isClosed) return none
    builds ??= openShared(invocation, opened)
    const looked = builds.then(async (found) => (found === undefined ? none : await look(found)))
    try {
      return await inTime(looked)
    } catch {
      isClosed = true
      return none
    }
  }
  const shared: SharedBuilds = {
    find: (key) => orElse<readonly unknown[]>([], (found) => found.find(key)),
    holds: (sha256) => orElse(false, (found) => found.holds(sha256)),
    // Who builds alone has uploaded nothing that others could take.
    keep: async () => undefined,
  }
  return { ...input, shared }
}

async function openShared(
  invocation: Invocation,
  { project, scopes }: Pick<OpenedBuild, 'project' | 'scopes'>,
): Promise<SharedBuilds | undefined> {
  if (scopes[0]?.local === true) {
    const { findLocalCloud } = await import('@project-utils/local-cloud')
    if ((await findLocalCloud(await localOptions(invocation))) === undefined) return undefined
  }
  const { scope, session } = await openTarget(invocation, project)
  const [{ S3Client }, { openRecords }] = await Promise.all([
    import('@aws-sdk/client-s3'),
    import('@project-utils/records'),
  ])
  return openRecords({ s3: session.client(S3Client), scope, now: () => new Date(), isAlive: () => 'unknown' }).builds
}

async function inTime<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('no answer')), limit)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
