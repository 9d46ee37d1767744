import type { CloudFormationClient } from '@aws-sdk/client-cloudformation'
import { parseTemplate, type ResolvedTemplate } from '@project-utils/template'
import type { ResourceChange } from '../change-set/resource-change.ts'
import type { PackagedBlob } from '../package/blob.ts'
import { ownedResources, readStack } from '../state/read.ts'
import { resolveBody } from './previous-template.ts'
import { readPrevious } from './read-in-force.ts'
import { creationChanges, type Replaces, templateChanges } from './template-changes.ts'

/** What nested stacks are compared with. */
export interface NestedGrounds {
  readonly client: CloudFormationClient
  /** Among them the nested templates, under the hash that stands in `TemplateURL`. */
  readonly blobs: readonly PackagedBlob[]
  readonly replaces: Replaces
}

/**
 * What changes inside nested stacks whose templates lie beside that of their parent: compared with what is in force,
 * however deep, since a preview uploads nothing and so gets no change set of them.
 */
export async function nestedChanges(
  { name, arn }: { readonly name: string; readonly arn?: string },
  resolved: ResolvedTemplate,
  grounds: NestedGrounds,
  within: readonly string[] = [],
): Promise<readonly ResourceChange[]> {
  const nested = Object.values(resolved.resources).flatMap(({ logicalId, type, properties }) => {
    const text = type === 'AWS::CloudFormation::Stack' ? textOf(properties['TemplateURL'], grounds.blobs) : undefined
    return text === undefined ? [] : [{ logicalId, text, given: knownIn(properties['Parameters']) }]
  })
  if (nested.length === 0) return []
  const owned = arn === undefined ? [] : await ownedResources(grounds.client, arn)
  const opened = nested.map(async ({ logicalId, text, given }): Promise<readonly ResourceChange[]> => {
    const id = owned.find((one) => one.logicalId === logicalId)?.physicalId
    const state = id === undefined || id === '' ? undefined : await readStack(grounds.client, id)
    const previous = state?.arn === undefined ? undefined : await readPrevious(grounds.client, state)
    const body = JSON.stringify(parseTemplate(text, logicalId).value)
    const parameters = { ...state?.parameters, ...given }
    const stack = {
      name: state?.name ?? `${name}-${logicalId}`,
      ...(state?.arn === undefined ? {} : { arn: state.arn }),
    }
    const after = resolveBody(body, parameters, stack)
    const inside = [...within, logicalId]
    const changes =
      previous === undefined
        ? creationChanges({ resolved: after })
        : templateChanges({ name: stack.name, body, parameters }, previous, stack.arn, grounds.replaces)
    const deeper = await nestedChanges(stack, after, grounds, inside)
    return [...changes.map((one) => ({ ...one, within: inside })), ...deeper]
  })
  return (await Promise.all(opened)).flat()
}

function textOf(url: unknown, blobs: readonly PackagedBlob[]): string | undefined {
  if (typeof url !== 'string') return undefined
  const blob = blobs.find(({ kind, sha256 }) => kind === 'template' && url.includes(sha256))
  return blob !== undefined && 'bytes' in blob.content ? Buffer.from(blob.content.bytes).toString('utf8') : undefined
}

/** Values that depend on other resources are taken to stay as they are. */
function knownIn(parameters: unknown): Readonly<Record<string, string>> {
  if (typeof parameters !== 'object' || parameters === null) return {}
  const known = Object.entries(parameters).filter(
    ([, value]) => typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean',
  )
  return Object.fromEntries(known.map(([name, value]) => [name, String(value)]))
}
