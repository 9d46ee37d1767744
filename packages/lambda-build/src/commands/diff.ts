import { readZip } from '@project-utils/artifact'
import type { Invocation } from '@project-utils/cli'
import {
  type Context,
  type Envelope,
  type ErrorTable,
  ExitCode,
  type ManifestEntry,
  ProjectError,
} from '@project-utils/contract'
import { ask } from '@project-utils/run'
import type { Artifact } from '../artifact/artifact.ts'
import { buildArtifacts } from '../build/build-artifacts.ts'
import { downloadCode } from '../publish/deployed-zip.ts'
import { findFunction } from '../publish/read.ts'
import { errorTables } from './error-tables.ts'
import { type Account, openAccount } from './open-account.ts'
import { type OpenedBuild, openBuild } from './open-build.ts'

export const errors: readonly ErrorTable[] = errorTables

/** One file that differs; sizes in bytes. */
interface FileChange {
  readonly path: string
  readonly change: 'added' | 'removed' | 'changed' | 'mode changed'
  readonly before: number | null
  readonly after: number | null
}

/** How a function that was built differs from the one that is deployed. */
interface Difference {
  readonly logicalId: string
  readonly state: 'same' | 'different' | 'not deployed'
  /** Files alone decide: the same content packed by another zlib is the same. */
  readonly files: readonly FileChange[]
}

/** `project-lambda diff`: built against deployed, file by file. */
export async function run(invocation: Invocation): Promise<Envelope> {
  const opened = await openBuild(invocation, { names: invocation.arguments, needsTarget: true })
  refuseOthers(opened, invocation.arguments)
  const account = await openAccount(invocation, opened)
  const question = {
    command: 'lambda diff',
    scopes: [account.scope],
    ask: async (context: Context) => {
      const artifacts = await buildArtifacts({ ...opened.input, layers: [] }, context)
      const names = await account.names(artifacts.map(({ logicalId }) => logicalId))
      const rows: Difference[] = []
      for (const artifact of artifacts) {
        context.signal.throwIfAborted()
        rows.push(await compare(artifact, names.get(artifact.logicalId), account, context.signal))
      }
      const isChange = invocation.flags['detailed-exitcode'] === true && rows.some(({ state }) => state !== 'same')
      const data = rows.map(({ files, ...row }) => ({ ...row, files: files.map((file) => ({ ...file })) }))
      return { data, findings: opened.findings, exitCode: isChange ? ExitCode.changes : ExitCode.done }
    },
  }
  return await ask(question, invocation.options(errorTables))
}

/** What is no zip of a function has no code that could be downloaded. */
function refuseOthers({ project }: OpenedBuild, names: readonly string[]): void {
  const other = names.find((name) => project.functions[name]?.image !== undefined || project.layers[name] !== undefined)
  if (other === undefined) return
  const what = project.layers[other] === undefined ? 'a container image' : 'a layer'
  throw new ProjectError('LAMBDA_NAME_UNKNOWN', `${other} is ${what}: diff compares functions that are zips`, {
    hint: 'project-lambda why tells what the next build would change in it',
  })
}

async function compare(
  { logicalId, manifest, codeSha256 }: Artifact,
  name: string | undefined,
  { lambda, cloud }: Account,
  signal: AbortSignal,
): Promise<Difference> {
  const client = await lambda()
  const deployed = name === undefined ? undefined : await findFunction(client, name)
  if (name === undefined || deployed === undefined) return { logicalId, state: 'not deployed', files: [] }
  if (deployed.codeSha256 === codeSha256) return { logicalId, state: 'same', files: [] }
  const files = compareFiles(
    readZip(await downloadCode(client, name, { signal, ...(cloud === undefined ? {} : { local: cloud }) })),
    manifest.entries,
  )
  return { logicalId, state: files.length === 0 ? 'same' : 'different', files }
}

/** What leads from the files of one artifact to those of another, by path. */
export function compareFiles(before: readonly ManifestEntry[], after: readonly ManifestEntry[]): readonly FileChange[] {
  const byPath = (files: readonly ManifestEntry[]): ReadonlyMap<string, ManifestEntry> =>
    new Map(files.map((file) => [file.path, file]))
  const [old, fresh] = [byPath(before), byPath(after)] as const
  const paths = [...new Set([...old.keys(), ...fresh.keys()])].sort()
  return paths.flatMap((path): FileChange[] => {
    const [was, is] = [old.get(path), fresh.get(path)]
    const sizes = { path, before: was?.size ?? null, after: is?.size ?? null }
    if (was === undefined) return [{ ...sizes, change: 'added' }]
    if (is === undefined) return [{ ...sizes, change: 'removed' }]
    if (was.sha256 !== is.sha256) return [{ ...sizes, change: 'changed' }]
    return (was.executable ?? false) === (is.executable ?? false) ? [] : [{ ...sizes, change: 'mode changed' }]
  })
}
