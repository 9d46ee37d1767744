/** What a definition would change in a stack. */
import type { Cloud } from '../cloud/cloud.ts'
import type { Definition, JsonMap, Resource, Stack } from '../cloud/model.ts'
import { scriptOf } from '../script.ts'
import { type Written, writtenResources } from '../template/read.ts'
import { propertiesOf, scopeOf, wantedResources } from '../template/scope.ts'
import { isSame } from '../template/values.ts'
import { type Detail, detailsOf } from './details.ts'
import { type Recreation, recreationOf } from './replacement.ts'

/** What happens to one resource. */
export interface Difference {
  readonly logicalId: string
  readonly type: string
  readonly action: 'Add' | 'Modify' | 'Remove' | 'Import'
  readonly replacement?: 'True' | 'False' | 'Conditional'
  /** As it is; absent for one that is added. */
  readonly before?: Resource
  /** As it is to be; absent for one that is removed. */
  readonly written?: Written
  /** Evaluated as far as known; what waits for another's change is `unknown`. */
  readonly properties?: JsonMap
  readonly details: readonly Detail[]
}

/** Compares a stack with what it is to be; resources that stay as they are do not appear. */
export function compare(cloud: Cloud, stack: Stack, target: Definition): readonly Difference[] {
  const wanted = wantedResources(target, scopeOf(cloud, stack, target, stack.resources))
  const previous = new Map(writtenResources(stack.definition.template).map((one) => [one.logicalId, one]))
  const ids = new Set(wanted.map(({ logicalId }) => logicalId))
  const held = [...stack.resources.values()].filter(({ status }) => !/^DELETE_(COMPLETE|SKIPPED)$/.test(status))
  const removed = held
    .filter(({ logicalId }) => !ids.has(logicalId))
    .map((before): Difference => ({ ...subject(before), action: 'Remove', before, details: [] }))
  const replaced = new Set<string>()
  const differences = new Map<string, Difference>()
  // What refers to a replaced resource changes too, and what refers to that.
  for (let known = -1; known !== replaced.size; ) {
    known = replaced.size
    const seen = withoutReplaced(stack.resources, replaced)
    const scope = scopeOf(cloud, stack, target, seen)
    for (const written of wanted) {
      const difference = differ({ cloud, stack, target, scope, written, previous: previous.get(written.logicalId) })
      if (difference === undefined) continue
      differences.set(written.logicalId, difference)
      if (difference.replacement === 'True') replaced.add(written.logicalId)
    }
  }
  return [...wanted.flatMap(({ logicalId }) => differences.get(logicalId) ?? []), ...removed]
}

interface Pair {
  readonly cloud: Cloud
  readonly stack: Stack
  readonly target: Definition
  readonly scope: ReturnType<typeof scopeOf>
  readonly written: Written
  readonly previous: Written | undefined
}

function differ({ cloud, stack, target, scope, written, previous }: Pair): Difference | undefined {
  const { logicalId, type, attributes } = written
  const before = stack.resources.get(logicalId)
  const properties = propertiesOf(written, scope)
  const isHeld = before !== undefined && before.physicalId !== '' && !/^DELETE_/.test(before.status)
  if (!isHeld) return { ...subject(written), action: 'Add', written, properties, details: [] }
  const details = detailsOf({ before, written, properties, previous, from: stack.definition, target })
  const isTouched = details.length > 0 || before.status === 'UPDATE_FAILED'
  if (!isTouched) return undefined
  const { replace } = scriptOf(cloud, stack, logicalId, attributes)
  const found = details.map((detail): Recreation => {
    if (detail.attribute !== 'Properties') return 'Never'
    if (replace === true) return 'Always'
    return replace === 'conditional' ? 'Conditionally' : recreationOf(type, detail.name ?? '')
  })
  const judged = details.map((detail, index) => ({ ...detail, recreation: found[index] ?? ('Never' as const) }))
  const certain = judged.some(({ recreation, dynamic }) => recreation === 'Always' && !dynamic)
  const possible = judged.some(({ recreation }) => recreation !== 'Never')
  const replacement = certain ? 'True' : possible ? 'Conditional' : 'False'
  return { ...subject(written), action: 'Modify', replacement, before, written, properties, details: judged }
}

function subject({ logicalId, type }: Pick<Resource, 'logicalId' | 'type'>) {
  return { logicalId, type }
}

/** Resources as references see them before execution: a replaced one's identity is not known. */
function withoutReplaced(
  resources: ReadonlyMap<string, Resource>,
  replaced: ReadonlySet<string>,
): Map<string, Resource> {
  return new Map(
    [...resources].map(([id, resource]) => [id, replaced.has(id) ? { ...resource, physicalId: '' } : resource]),
  )
}

/** Whether a change set would do nothing. */
export function isEmpty(stack: Stack, target: Definition, differences: readonly Difference[]): boolean {
  const { definition } = stack
  // Outputs alone are a change that touches no resource.
  const outputs = isSame(definition.template.value['Outputs'], target.template.value['Outputs'])
  return differences.length === 0 && outputs && isSame(definition.tags, target.tags)
}
