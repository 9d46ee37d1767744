/** A change as DescribeChangeSet shows it. Source: ResourceChange of the SDK's model, and recorded answers. */
import type { JsonMap, Resource, Stack } from '../cloud/model.ts'
import type { Output } from '../wire/query.ts'
import type { Difference } from './compare.ts'
import type { ChangeSet } from './model.ts'

/** What is added where property values are asked for. */
export interface Values {
  before(logicalId: string): Resource | undefined
}

/** The values of a stack as it is. */
export function contextOf(stack: Stack): Values {
  return { before: (logicalId) => stack.resources.get(logicalId) }
}

/** One change. */
export function viewOf(difference: Difference, changeSet: ChangeSet, values: Values | undefined): Output {
  const { logicalId, type, action, replacement, before, written, properties, details } = difference
  const physicalId = before?.physicalId ?? changeSet.imports.get(logicalId)
  const shown = details.map(
    ({ attribute, name, path, before: old, after, kind, dynamic, source, cause, recreation }) => ({
      Target: {
        Attribute: attribute,
        Name: name,
        RequiresRecreation: attribute === 'Properties' ? (recreation ?? 'Never') : undefined,
        ...(values === undefined ? {} : { Path: path, BeforeValue: old, AfterValue: after, AttributeChangeType: kind }),
      },
      Evaluation: dynamic ? 'Dynamic' : 'Static',
      ChangeSource: source,
      CausingEntity: cause,
    }),
  )
  const resource = {
    PolicyAction: policyAction(difference),
    Action: action,
    LogicalResourceId: logicalId,
    PhysicalResourceId: physicalId,
    ResourceType: type,
    Replacement: replacement,
    Scope: [...new Set(details.map(({ attribute }) => attribute))],
    Details: shown,
    ChangeSetId: changeSet.children.get(logicalId),
    ...(values === undefined
      ? {}
      : {
          BeforeContext:
            action === 'Add' || action === 'Import' ? undefined : context(before?.properties, before?.attributes),
          AfterContext: action === 'Remove' ? undefined : context(properties, written?.attributes),
        }),
  }
  return { Type: 'Resource', ResourceChange: resource }
}

function context(properties: JsonMap | undefined, attributes: JsonMap | undefined): string {
  return JSON.stringify({ Properties: properties ?? {}, ...attributes })
}

/** What becomes of the old resource. Source: PolicyAction of the SDK's model. */
function policyAction({ action, replacement, before, written }: Difference): string | undefined {
  if (action === 'Remove') {
    const policy = before?.attributes['DeletionPolicy']
    return policy === 'Retain' || policy === 'RetainExceptOnCreate'
      ? 'Retain'
      : policy === 'Snapshot'
        ? 'Snapshot'
        : 'Delete'
  }
  if (action !== 'Modify' || replacement === 'False') return undefined
  const policy = written?.attributes['UpdateReplacePolicy']
  const kept =
    policy === 'Retain' ? 'ReplaceAndRetain' : policy === 'Snapshot' ? 'ReplaceAndSnapshot' : 'ReplaceAndDelete'
  return kept
}
