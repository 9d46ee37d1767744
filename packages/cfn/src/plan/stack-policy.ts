import type { Action, Change, Refusal } from '@project-utils/contract'
import { matches } from '../risks/glob.ts'

/** A statement of a stack policy. Source: CloudFormation user guide, "Prevent updates to stack resources". */
interface PolicyStatement {
  readonly Effect?: string
  readonly Action?: string | readonly string[]
  readonly NotAction?: string | readonly string[]
  readonly Resource?: string | readonly string[]
  readonly NotResource?: string | readonly string[]
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>
}

const updates: Partial<Readonly<Record<Action, string>>> = {
  modify: 'Update:Modify',
  replace: 'Update:Replace',
  remove: 'Update:Delete',
}

/**
 * What a stack policy, as JSON text, would refuse of an update: with a policy everything is denied that it does not allow,
 * and a denial outweighs. Resources of nested stacks are judged by the policies of those. Pure.
 */
export function policyRefusals(stack: string, changes: readonly Change[], policy: string): readonly Refusal[] {
  const statements = statementsIn(policy)
  const refused = changes.filter(({ action, subject, type = '' }) => {
    const wanted = updates[action]
    return wanted !== undefined && !subject.includes('/') && !isAllowed(statements, wanted, subject, type)
  })
  return [...new Map(refused.map((change) => [change.subject, change])).values()].map(({ subject, action, type }) => ({
    code: 'CFN_STACK_POLICY',
    message: `the policy of stack ${stack} forbids ${updates[action]} of ${subject} (${type})`,
    hint: `allow ${updates[action]} of LogicalResourceId/${subject} in the stack's policy, or leave ${subject} as it is`,
    where: { resource: subject },
    previewable: true,
  }))
}

function statementsIn(policy: string): readonly PolicyStatement[] {
  try {
    const { Statement = [] } = JSON.parse(policy) as { readonly Statement?: PolicyStatement | PolicyStatement[] }
    return Array.isArray(Statement) ? Statement : [Statement]
  } catch {
    // A policy in force is JSON; where it cannot be read, nothing can be said about it.
    return [{ Effect: 'Allow', Action: 'Update:*', Resource: '*' }]
  }
}

function isAllowed(statements: readonly PolicyStatement[], action: string, id: string, type: string): boolean {
  const applying = statements.filter((one) => applies(one, action, `LogicalResourceId/${id}`, type))
  return applying.some(({ Effect }) => Effect === 'Allow') && !applying.some(({ Effect }) => Effect === 'Deny')
}

function applies(statement: PolicyStatement, action: string, resource: string, type: string): boolean {
  const { Action, NotAction, Resource, NotResource, Condition = {} } = statement
  return (
    isNamed(action, Action, NotAction) &&
    isNamed(resource, Resource, NotResource) &&
    Object.entries(Condition).every(holds)
  )

  function holds([operator, keys]: readonly [string, Readonly<Record<string, string | readonly string[]>>]): boolean {
    const values = listOf(keys['ResourceType'])
    if (operator === 'StringEquals') return values.includes(type)
    if (operator === 'StringLike') return values.some((pattern) => matches(pattern, type))
    return false
  }
}

function isNamed(
  name: string,
  listed: string | readonly string[] | undefined,
  excepted: string | readonly string[] | undefined,
): boolean {
  const within = (patterns: string | readonly string[] | undefined): boolean =>
    listOf(patterns).some((pattern) => matches(pattern.toLowerCase(), name.toLowerCase()))
  return excepted === undefined ? within(listed) : !within(excepted)
}

function listOf(value: string | readonly string[] | undefined): readonly string[] {
  return value === undefined ? [] : typeof value === 'string' ? [value] : value
}
