import type { Context } from '@project-utils/contract'
import { buildArtifacts } from '../build/build-artifacts.ts'
import type { SharingInput } from '../cache/shared.ts'
import type { AnyArtifact } from '../publish/upload-steps.ts'

/** A build that an act looks at several times, and offers to other machines once its bytes are in the bucket. */
export interface OnceBuilt {
  /** Builds at the first call; every look of the same run gives the same bytes. */
  readonly build: (context: Context) => Promise<readonly AnyArtifact[]>
  /** A failure is told: the builds themselves are where they should be. */
  readonly share: (artifacts: readonly AnyArtifact[], context: Context) => Promise<void>
  /** Logical ids of builds that were made here and never offered. */
  readonly unoffered: (artifacts: readonly AnyArtifact[]) => Promise<readonly string[]>
}

/** Builds once a run, or takes what another machine has built from the same sources and stored. */
export function onceBuilt(input: SharingInput, by: string): OnceBuilt {
  let built: Promise<readonly AnyArtifact[]> | undefined
  return {
    build: (context) => {
      built ??= buildArtifacts(input, context)
      return built
    },
    unoffered: async (artifacts) => {
      const { unofferedBuilds } = await import('../cache/shared.ts')
      return unofferedBuilds(input, artifacts)
    },
    share: async (artifacts, { emit }) => {
      const { shareBuilds } = await import('../cache/shared.ts')
      await shareBuilds(input, artifacts, by).catch((error: unknown) => {
        const hint = error instanceof Error ? { hint: error.message } : {}
        emit({ type: 'warning', message: 'the builds could not be offered to other machines', ...hint })
      })
    },
  }
}
