import { lookByControl } from './cloud-control.ts'
import { identifierOf } from './identifiers.ts'
import type { Look } from './look.ts'
import { ownLooks } from './own-looks.ts'
import { unlooked } from './unlooked.ts'

/** How to look for a resource of a type by its name in one read call, or why that cannot be done. */
export function lookFor(type: string): Look | string {
  const own = Object.hasOwn(ownLooks, type) ? ownLooks[type] : undefined
  if (own !== undefined) return own
  const reason = Object.hasOwn(unlooked, type) ? unlooked[type] : undefined
  if (reason !== undefined) return reason
  const identify = identifierOf(type)
  if (identify === undefined) return 'no read by name is known for this type'
  return async (session, name) => await lookByControl(session, type, name, identify)
}
