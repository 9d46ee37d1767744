import type { Invocation } from '@project-utils/cli'
import type { Context, Envelope, ErrorTable, Json } from '@project-utils/contract'
import { ask } from '@project-utils/run'
import type { Artifact, StoredArtifact } from '../artifact/artifact.ts'
import { buildArtifacts } from '../build/build-artifacts.ts'
import { errorTables } from './error-tables.ts'
import { openBuild } from './open-build.ts'
import { withShared } from './with-shared.ts'

export const errors: readonly ErrorTable[] = errorTables

/** `project-lambda build`: builds what changed, and tells what came of it. A question: it writes to the cache alone. */
export async function run(invocation: Invocation): Promise<Envelope> {
  const opened = await openBuild(invocation, { names: invocation.arguments, judges: true })
  const { scopes, findings, judged } = opened
  const input = withShared(invocation, opened)
  const question = {
    command: 'lambda build',
    scopes,
    ask: async (context: Context) => {
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

function rowOf(artifact: Artifact | StoredArtifact): { readonly [key: string]: Json } {
  const { logicalId, type, why, reused, bytes, codeSha256, manifest, zip } = artifact
  const size = unpackedSize(artifact)
  const row = { logicalId, type, why, reused, size, zipSize: bytes, manifest: manifest.sha256, codeSha256 }
  return zip === undefined ? row : { ...row, zip }
}
