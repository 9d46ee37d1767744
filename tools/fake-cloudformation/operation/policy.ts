/** The stack policy: which updates of which resources it allows. */
import type { Difference } from '../change-set/compare.ts'
import { reasons } from '../sources.ts'

interface Statement {
  readonly Effect?: string
  readonly Action?: string | readonly string[]
  readonly NotAction?: string | readonly string[]
  readonly Resource?: string | readonly string[]
  readonly NotResource?: string | readonly string[]
  readonly Condition?: { readonly StringEquals?: { readonly ResourceType?: string | readonly string[] } }
}

/** The reason why a policy refuses a change; undefined where it allows it. Denial wins, and silence denies. */
export function policyRefusal(
  policy: string | undefined,
  { action, replacement, logicalId, type }: Difference,
): string | undefined {
  if (policy === undefined || action === 'Add') return undefined
  const statements = readPolicy(policy)
  if (statements === undefined || statements.length === 0) return undefined
  const wanted = `Update:${action === 'Remove' ? 'Delete' : replacement === 'True' ? 'Replace' : 'Modify'}`
  const speaks = (statement: Statement): boolean => speaksOf(statement, wanted, `LogicalResourceId/${logicalId}`, type)
  const denying = statements.findIndex((statement) => statement.Effect === 'Deny' && speaks(statement))
  if (denying >= 0) return reasons.policy(String(denying + 1), wanted, logicalId)
  if (statements.some((statement) => statement.Effect === 'Allow' && speaks(statement))) return undefined
  return reasons.policySilent(wanted, logicalId)
}

/** The statements of a policy; undefined where the text is none. */
export function readPolicy(text: string): readonly Statement[] | undefined {
  try {
    const policy: unknown = JSON.parse(text)
    if (typeof policy !== 'object' || policy === null) return undefined
    const { Statement: statements = [] } = policy as { readonly Statement?: readonly Statement[] }
    const isSound = (statements as readonly (Statement & { readonly Principal?: unknown })[]).every(
      ({ Principal, Effect, Action, NotAction }) =>
        Principal === '*' &&
        /^(Allow|Deny)$/.test(Effect ?? '') &&
        listOf(Action ?? NotAction).every((one) => /^(Update:|\*)/.test(one)),
    )
    return isSound ? statements : undefined
  } catch {
    return undefined
  }
}

function speaksOf(statement: Statement, action: string, resource: string, type: string): boolean {
  const { Action, NotAction, Resource, NotResource, Condition } = statement
  const types = Condition?.StringEquals?.ResourceType
  const isAction = NotAction === undefined ? fits(Action, action) : !fits(NotAction, action)
  const isResource = NotResource === undefined ? fits(Resource, resource) : !fits(NotResource, resource)
  return isAction && isResource && (types === undefined || fits(types, type))
}

function fits(patterns: string | readonly string[] | undefined, text: string): boolean {
  return listOf(patterns).some((pattern) => {
    const parts = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
    return new RegExp(`^${parts.join('.*')}$`).test(text)
  })
}

function listOf(value: string | readonly string[] | undefined): readonly string[] {
  return value === undefined ? [] : typeof value === 'string' ? [value] : value
}
