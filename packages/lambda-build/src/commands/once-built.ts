import type { Context } from '@project-utils/contract'
import type { Artifact, BuildInput } from '../artifact/artifact.ts'
import { buildArtifacts } from '../build/build-artifacts.ts'

/** Builds at the first call; every look of the same run gives the same bytes. */
export function onceBuilt(input: BuildInput): (context: Context) => Promise<readonly Artifact[]> {
  let built: Promise<readonly Artifact[]> | undefined
  return (context) => {
    built ??= buildArtifacts(input, context)
    return built
  }
}
