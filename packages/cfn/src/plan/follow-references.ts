import type { ResolvedTemplate, TemplateValue } from '@project-utils/template'
import { type ChangeDetail, isReplaced, type ResourceChange } from '../change-set/resource-change.ts'
import type { Replaces } from './template-changes.ts'

/**
 * Adds what follows from replacements: a resource that refers to one that is replaced gets another value, and may be
 * replaced by it in turn. CloudFormation tells the same as `ResourceReference` and `ResourceAttribute`.
 */
export function followReferences(
  changes: readonly ResourceChange[],
  after: ResolvedTemplate,
  replaces: Replaces,
): readonly ResourceChange[] {
  const known = new Map(changes.map((change) => [change.logicalId, change]))
  for (let open = changes.filter(isReplaced); open.length > 0; ) {
    const causes = new Set(open.map(({ logicalId }) => logicalId))
    open = []
    for (const { logicalId, type } of Object.values(after.resources)) {
      const change = known.get(logicalId)
      if (change?.action === 'create' || (change !== undefined && isReplaced(change))) continue
      const details = followers(after.template.resources[logicalId]?.properties ?? {}, causes).map(
        ({ path, cause }): ChangeDetail => ({
          attribute: 'Properties',
          name: String(path[0] ?? ''),
          path: `/Properties/${path.join('/')}`,
          recreates: recreation(replaces(type, path)),
          source: cause.includes('.') ? 'ResourceAttribute' : 'ResourceReference',
          cause,
          dynamic: true,
        }),
      )
      if (details.length === 0) continue
      const replacement = details.some(({ recreates }) => recreates !== 'Never') ? 'Conditional' : 'False'
      const base = change ?? { logicalId, type, action: 'modify', details: [] }
      const next: ResourceChange = { ...base, action: 'modify', replacement, details: [...base.details, ...details] }
      known.set(logicalId, next)
      if (isReplaced(next)) open.push(next)
    }
  }
  return [...known.values()]
}

function recreation(known: ReturnType<Replaces>): ChangeDetail['recreates'] {
  return known === 'yes' ? 'Always' : known === 'maybe' ? 'Conditionally' : 'Never'
}

interface Follower {
  readonly path: readonly string[]
  readonly cause: string
}

/** Where properties refer to one of those resources, and how; a function counts as one place. */
function followers(
  value: TemplateValue,
  causes: ReadonlySet<string>,
  path: readonly string[] = [],
  isInside: boolean = false,
): readonly Follower[] {
  if (typeof value !== 'object' || value === null) return []
  const cause = referencesIn(value).find((name) => causes.has(name.split('.')[0] ?? ''))
  if (cause !== undefined) return [{ path, cause }]
  const isFunction = isInside || (!Array.isArray(value) && Object.keys(value).some((key) => key.startsWith('Fn::')))
  const inner = Object.entries(value).flatMap(([key, item]: [string, TemplateValue]) =>
    followers(item, causes, isFunction ? path : [...path, key], isFunction),
  )
  return isFunction ? inner.slice(0, 1) : inner
}

/** The names that an intrinsic function itself refers to. */
function referencesIn(value: object): readonly string[] {
  const { Ref: ref, 'Fn::GetAtt': attribute, 'Fn::Sub': sub } = value as Readonly<Record<string, TemplateValue>>
  if (typeof ref === 'string') return [ref]
  if (attribute !== undefined) return [Array.isArray(attribute) ? attribute.join('.') : String(attribute)]
  const text = Array.isArray(sub) ? sub[0] : sub
  if (typeof text !== 'string') return []
  return [...text.matchAll(/\$\{([^!}][^}]*)\}/g)].map(([, name = '']) => name)
}
