import type { LambdaClient } from '@aws-sdk/client-lambda'
import { type CodeSha256, type Context, isProjectError, type Scope } from '@project-utils/contract'
import type { LayerBuild } from '@project-utils/project'
import type { Records } from '@project-utils/records'
import type { DeclaredFunction } from '../input/declared.ts'
import { isSameLayer, type LayerInput } from '../layer/publish-layer.ts'
import { readNewestLayer } from '../layer/read-layer.ts'
import { type AliasState, type FunctionState, readAlias, readFunction, readNewestVersion } from './read.ts'
import type { AnyArtifact } from './upload-steps.ts'
import { waitUntilReady } from './wait.ts'

/** What publishing works with. */
export interface PublishBench {
  readonly scope: Scope
  readonly records: Pick<Records, 'blobs' | 'bucket' | 'releases'>
  readonly lambda: () => Promise<LambdaClient>
  readonly names: (ids: readonly string[]) => Promise<ReadonlyMap<string, string>>
  /** Builds once; every call gives the same artifacts. */
  readonly build: (context: Context) => Promise<readonly AnyArtifact[]>
  readonly declared: Readonly<Record<string, DeclaredFunction>>
  /** The layers that no template declares: their runtimes and architectures. */
  readonly layers: readonly LayerBuild[]
  /** The alias to move to the published version, where one is. */
  readonly alias?: string
}

/** A function, as it was built and as it is deployed. */
export interface PublishedFunction {
  readonly artifact: AnyArtifact
  readonly declared?: DeclaredFunction
  /** What Lambda will say of the zip that the bucket holds, or will hold. */
  readonly codeSha256: CodeSha256
  /** Absent where the function is not deployed. */
  readonly deployed?: {
    readonly name: string
    readonly latest: FunctionState
    /** The newest version, where it is of the wanted code and of the present configuration. */
    readonly version?: string
    readonly alias?: AliasState
  }
}

/** A layer that no template declares, under the name that is made for it. */
export interface PublishedLayerState {
  readonly artifact: AnyArtifact
  readonly input: LayerInput
  /** The newest version, where it is as wanted. */
  readonly version?: { readonly arn: string; readonly version: number }
}

/** All that publishing is planned from. */
export interface PublishWorld {
  readonly layers: readonly PublishedLayerState[]
  readonly functions: readonly PublishedFunction[]
  /** Hashes of content that the bucket does not hold. */
  readonly missing: readonly string[]
  readonly hasBucket: boolean
}

/** Looks at functions: what is built, what is deployed, what the bucket holds. */
export async function readPublishWorld(bench: PublishBench, context: Context): Promise<PublishWorld> {
  const built = await bench.build(context)
  const artifacts = built.filter(({ type }) => type === 'function')
  const names = await bench.names(artifacts.map(({ logicalId }) => logicalId))
  const lambda = await bench.lambda()
  const missing = await bench.records.blobs.missing(built.map(({ manifest }) => manifest.sha256))
  const functions: PublishedFunction[] = []
  for (const artifact of artifacts) {
    context.signal.throwIfAborted()
    const name = names.get(artifact.logicalId)
    const latest = name === undefined ? undefined : await readDeployed(lambda, name, context.signal)
    const codeSha256 = await wantedCode(artifact, latest, missing, bench)
    const declared = bench.declared[artifact.logicalId]
    const common = { artifact, codeSha256, ...(declared === undefined ? {} : { declared }) }
    if (name === undefined || latest === undefined) functions.push(common)
    else functions.push({ ...common, deployed: await readVersions(lambda, name, latest, codeSha256, bench.alias) })
  }
  const layers: PublishedLayerState[] = []
  for (const artifact of built) {
    const build = bench.layers.find(({ logicalId }) => logicalId === artifact.logicalId)
    if (artifact.type === 'layer' && build !== undefined) layers.push(await readLayer(lambda, artifact, build, bench))
  }
  const isOpen = missing.length > 0 && (await bench.records.releases.current()) === 'no-bucket'
  return { functions, layers, missing, hasBucket: !isOpen }
}

/** The layer's name is `{project}-{environment}-layer-{word}`, the word made from its logical id. */
async function readLayer(
  lambda: LambdaClient,
  artifact: AnyArtifact,
  { logicalId, runtime, architecture }: LayerBuild,
  { scope, records }: PublishBench,
): Promise<PublishedLayerState> {
  const words = logicalId.replace(/(?<=[a-z\d])(?=[A-Z])/g, '-').toLowerCase()
  const { bucket, blobs } = records
  const { zip = '', ...rest } = artifact
  const input: LayerInput = {
    name: `${scope.project}-${scope.environment}-layer-${words.replace(/-layer$/, '')}`,
    artifact: { ...rest, zip },
    location: { bucket, key: blobs.key(artifact.manifest.sha256) },
    runtimes: runtime === undefined ? [] : [runtime],
    architectures: architecture === undefined ? [] : [architecture],
  }
  const newest = await readNewestLayer(lambda, input.name)
  return { artifact, input, ...(newest !== undefined && isSameLayer(newest, input) ? { version: newest } : {}) }
}

/** A function that is still on its way is waited for: what it will be is what counts. */
async function readDeployed(
  lambda: LambdaClient,
  name: string,
  signal: AbortSignal,
): Promise<FunctionState | undefined> {
  try {
    return await waitUntilReady(lambda, name, signal)
  } catch (error) {
    if (isProjectError(error) && error.code === 'LAMBDA_FUNCTION_NOT_FOUND') return undefined
    throw error
  }
}

/** Another machine may have uploaded the same content in other bytes, so a blob that is there is asked for its own hash. */
async function wantedCode(
  { manifest, codeSha256 }: AnyArtifact,
  latest: FunctionState | undefined,
  missing: readonly string[],
  { records }: PublishBench,
): Promise<CodeSha256> {
  if (latest?.codeSha256 === codeSha256 || missing.includes(manifest.sha256)) return codeSha256
  const kept = await records.blobs.describe(manifest.sha256)
  return kept?.['codesha256'] ?? codeSha256
}

async function readVersions(
  lambda: LambdaClient,
  name: string,
  latest: FunctionState,
  codeSha256: CodeSha256,
  alias: string | undefined,
): Promise<NonNullable<PublishedFunction['deployed']>> {
  const [newest, pointed] = await Promise.all([
    latest.codeSha256 === codeSha256 ? readNewestVersion(lambda, name) : undefined,
    alias === undefined ? undefined : readAlias(lambda, name, alias),
  ])
  const state = newest === undefined ? undefined : await readFunction(lambda, name, newest)
  const isSame = state?.codeSha256 === codeSha256 && state.configSha === latest.configSha
  return {
    name,
    latest,
    ...(newest !== undefined && isSame ? { version: newest } : {}),
    ...(pointed === undefined ? {} : { alias: pointed }),
  }
}
