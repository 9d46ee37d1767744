import { readFile } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import type {
  Architecture,
  LambdaClient,
  LayerVersionContentInput,
  PublishLayerVersionCommandOutput,
  Runtime,
} from '@aws-sdk/client-lambda'
import { explain, isUnclear } from '@project-utils/aws'
import { type Context, ProjectError } from '@project-utils/contract'
import type { Artifact } from '../artifact/artifact.ts'
import { insideRetries, lostBy, sentOnce } from '../publish/answer-lost.ts'
import { descriptionOf, type LayerState, readNewestLayer } from './read-layer.ts'

/** A layer to publish that no template declares. */
export interface LayerInput {
  /** The layer's name, shared by all its versions. */
  readonly name: string
  readonly artifact: Pick<Artifact, 'manifest' | 'zip' | 'bytes' | 'codeSha256'>
  /** Where the zip lies in a bucket; absent: it is sent along, up to 50 MB. */
  readonly location?: { readonly bucket: string; readonly key: string }
  /** Compatible ones, such as `nodejs24.x`; empty: not said. */
  readonly runtimes: readonly string[]
  readonly architectures: readonly string[]
}

/** A layer version that can be used; `reused`: it was there before, with the same content. */
export interface PublishedLayer {
  readonly arn: string
  readonly version: number
  readonly reused: boolean
}

/** Most that a call carries itself. Source: Lambda quotas, "Deployment package size", direct upload. */
const inlineLimit = 50 * 1024 ** 2
const attempts = 4
/** So long is waited before looking what became of an answer that was lost (milliseconds). */
const pause = 1000

/**
 * Publishes a layer version, unless the newest one has the same content and is said to fit the same runtimes and
 * architectures. A publication whose answer was lost is looked for before another is tried.
 *
 * @throws ProjectError `LAMBDA_TOO_LARGE`, and `AWS_*`
 */
export async function publishLayer(
  lambda: LambdaClient,
  input: LayerInput,
  { signal }: Pick<Context, 'signal'>,
): Promise<PublishedLayer> {
  const before = await readNewestLayer(lambda, input.name)
  if (before !== undefined && isSameLayer(before, input))
    return { arn: before.arn, version: before.version, reused: true }
  const content = await contentOf(input)
  for (let attempt = 1; ; attempt += 1) {
    try {
      const { LayerVersionArn: arn = '', Version: version = 0 } = await publish(lambda, input, content, signal)
      return { arn, version, reused: false }
    } catch (error) {
      const cause = lostBy(error)
      if (!isUnclear(cause) || signal.aborted || attempt === attempts)
        throw explain(cause, `publishing layer ${input.name}`)
      await delay(pause, undefined, { signal })
      const now = await readNewestLayer(lambda, input.name)
      const isOurs = now !== undefined && now.version > (before?.version ?? 0) && isSameLayer(now, input)
      if (isOurs) return { arn: now.arn, version: now.version, reused: false }
    }
  }
}

/** Whether a layer version has the wanted content, and is said to fit the same runtimes and architectures. */
export function isSameLayer(state: LayerState, { artifact, runtimes, architectures }: LayerInput): boolean {
  const sameContent =
    state.manifest === undefined
      ? state.codeSha256 === artifact.codeSha256
      : state.manifest === artifact.manifest.sha256
  return sameContent && isSameSet(state.runtimes, runtimes) && isSameSet(state.architectures, architectures)
}

function isSameSet(one: readonly string[], other: readonly string[]): boolean {
  return one.toSorted().join() === other.toSorted().join()
}

async function contentOf({ name, artifact, location }: LayerInput): Promise<LayerVersionContentInput> {
  if (location !== undefined) return { S3Bucket: location.bucket, S3Key: location.key }
  if (artifact.bytes <= inlineLimit) return { ZipFile: await readFile(artifact.zip) }
  const size = (artifact.bytes / 1024 ** 2).toFixed(1)
  throw new ProjectError(
    'LAMBDA_TOO_LARGE',
    `layer ${name} has ${size} MB zipped, 50 MB can be sent without a bucket`,
    {
      hint: 'upload it first: project-lambda upload',
      where: { resource: name },
    },
  )
}

async function publish(
  lambda: LambdaClient,
  { name, artifact, runtimes, architectures }: LayerInput,
  content: LayerVersionContentInput,
  signal: AbortSignal,
): Promise<PublishLayerVersionCommandOutput> {
  const { PublishLayerVersionCommand: Command } = await import('./sdk.ts')
  const command = new Command({
    LayerName: name,
    Description: descriptionOf(artifact.manifest.sha256),
    Content: content,
    ...(runtimes.length === 0 ? {} : { CompatibleRuntimes: [...runtimes] as Runtime[] }),
    ...(architectures.length === 0 ? {} : { CompatibleArchitectures: [...architectures] as Architecture[] }),
  })
  // A version whose answer was lost would be made a second time.
  command.middlewareStack.add(sentOnce, insideRetries)
  return await lambda.send(command, { abortSignal: signal })
}
