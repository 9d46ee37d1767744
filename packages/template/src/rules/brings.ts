import { extensionsTransform, serverlessTransform } from '../notes.ts'
import { hasForeignMacro, hasOwnMacro } from '../own-macro.ts'
import { isGenerated } from '../sam/generated.ts'
import type { Template } from '../template.ts'

export { extensionsTransform, hasForeignMacro, serverlessTransform }

const cache = new WeakMap<Template, boolean>()

/**
 * Tells whether something nobody can see yet may still add names to a template: a macro of one's own, an include, or a
 * loop. SAM and the language extensions are known and do not count.
 */
export function bringsUnseen(template: Template): boolean {
  const known = cache.get(template)
  if (known !== undefined) return known
  const result = hasOwnMacro(template)
  cache.set(template, result)
  return result
}

/** Tells whether a template runs through SAM. */
export function isServerless(template: Template): boolean {
  return template.transforms.includes(serverlessTransform)
}

/** Types of which SAM makes more than its documentation names. */
const manifold: ReadonlySet<string> = new Set([
  'AWS::Serverless::Connector',
  'AWS::Serverless::GraphQLApi',
  'AWS::Serverless::WebSocketApi',
])

/** Tells whether SAM makes, or may make, a resource of a name. */
export function mayBeGenerated(template: Template, name: string): boolean {
  if (!isServerless(template)) return false
  if (isGenerated(template, name)) return true
  return Object.values(template.resources).some(
    ({ logicalId, type }) => manifold.has(type) && name !== logicalId && name.startsWith(logicalId),
  )
}
