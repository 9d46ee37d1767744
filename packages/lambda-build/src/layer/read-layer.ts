import type { LambdaClient, LayerVersionsListItem } from '@aws-sdk/client-lambda'
import { explain, isCode } from '@project-utils/aws'
import type { CodeSha256, Sha256 } from '@project-utils/contract'

/** The newest version of a layer, as Lambda has it. */
export interface LayerState {
  readonly arn: string
  readonly version: number
  /** Lambda's own hash of the zip. */
  readonly codeSha256: CodeSha256
  /** Hash of the content manifest; absent where somebody else published the version. */
  readonly manifest?: Sha256
  readonly runtimes: readonly string[]
  readonly architectures: readonly string[]
}

const mark = 'project-utils manifest '

/** What a version's description says, so that the next run knows its content whatever machine zipped it. */
export function descriptionOf(manifest: Sha256): string {
  return `${mark}${manifest}`
}

/**
 * Reads the newest version of a layer; undefined where there is none.
 *
 * @throws ProjectError `AWS_*`
 */
export async function readNewestLayer(lambda: LambdaClient, name: string): Promise<LayerState | undefined> {
  const newest = await findNewest(lambda, name)
  if (newest?.Version === undefined) return undefined
  const { GetLayerVersionCommand } = await import('./sdk.ts')
  try {
    const found = await lambda.send(new GetLayerVersionCommand({ LayerName: name, VersionNumber: newest.Version }))
    const { Description: text = '', CompatibleRuntimes: runtimes = [], CompatibleArchitectures: machines = [] } = found
    const manifest = text.startsWith(mark) ? text.slice(mark.length) : ''
    return {
      arn: found.LayerVersionArn ?? '',
      version: newest.Version,
      codeSha256: found.Content?.CodeSha256 ?? '',
      ...(/^[0-9a-f]{64}$/.test(manifest) ? { manifest } : {}),
      runtimes,
      architectures: machines,
    }
  } catch (error) {
    // Deleted between the two looks: what is newest then is for the next run to see.
    if (isCode(error, 'ResourceNotFoundException')) return undefined
    throw explain(error, `reading version ${newest.Version} of layer ${name}`)
  }
}

async function findNewest(lambda: LambdaClient, name: string): Promise<LayerVersionsListItem | undefined> {
  const { ListLayerVersionsCommand } = await import('./sdk.ts')
  let newest: LayerVersionsListItem | undefined
  let marker: string | undefined
  try {
    do {
      const page = await lambda.send(new ListLayerVersionsCommand({ LayerName: name, Marker: marker }))
      for (const item of page.LayerVersions ?? []) {
        if ((item.Version ?? 0) > (newest?.Version ?? 0)) newest = item
      }
      marker = page.NextMarker
    } while (marker !== undefined && marker !== '')
    return newest
  } catch (error) {
    if (isCode(error, 'ResourceNotFoundException')) return undefined
    throw explain(error, `listing the versions of layer ${name}`)
  }
}
