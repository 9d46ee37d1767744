import type { Invocation } from '@project-utils/cli'
import type { Envelope, ErrorTable, Json } from '@project-utils/contract'
import { ask } from '@project-utils/run'
import type { Artifact } from '../artifact/artifact.ts'
import { buildArtifacts } from '../build/build-artifacts.ts'
import { errorTables } from './error-tables.ts'
import { openBuild } from './open-build.ts'

export const errors: readonly ErrorTable[] = errorTables

/** `project-lambda build`: builds what changed, and tells what came of it. A question: it writes to the cache alone. */
export async function run(invocation: Invocation): Promise<Envelope> {
  const { input, scopes, findings, judged } = await openBuild(invocation, { names: invocation.arguments, judges: true })
  const question = {
    command: 'lambda build',
    scopes,
    ask: async (context: Parameters<typeof buildArtifacts>[1]) => {
      const artifacts = await buildArtifacts(input, context)
      const machine = input.local === undefined ? 'AWS Lambda' : 'this machine'
      return { data: { for: machine, artifacts: artifacts.map(rowOf) }, findings: [...findings, ...judged] }
    },
  }
  return await ask(question, invocation.options(errorTables))
}

/** Bytes of all files of an artifact. */
export function unpackedSize({ manifest }: Pick<Artifact, 'manifest'>): number {
  return manifest.entries.reduce((sum, { size }) => sum + size, 0)
}

function rowOf(artifact: Artifact): { readonly [key: string]: Json } {
  const { logicalId, type, why, reused, bytes, codeSha256, manifest, zip } = artifact
  const size = unpackedSize(artifact)
  return { logicalId, type, why, reused, size, zipSize: bytes, manifest: manifest.sha256, codeSha256, zip }
}
