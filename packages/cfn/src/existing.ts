import { explain, type Session } from '@project-utils/aws'
import type { NamedResource } from '@project-utils/template'
import { lookFor } from './looks/look-for.ts'

/** A named resource and what was found out about it. */
export interface FoundResource {
  readonly logicalId: string
  readonly type: string
  readonly name: string
}

/** Which named resources are there already. */
export interface ExistingLook {
  readonly existing: readonly FoundResource[]
  /** Those that could not be looked up, and why. */
  readonly unlooked: readonly (FoundResource & { readonly why: string })[]
}

/**
 * Looks which named resources exist already, in parallel, one read call each. A type without such a call, or a look that
 * is refused, stands in `unlooked`: never counted as free.
 */
export async function readExisting(
  session: Session,
  named: readonly Pick<NamedResource, 'logicalId' | 'type' | 'name'>[],
): Promise<ExistingLook> {
  const looked = await Promise.all(named.map((resource) => lookUp(session, resource)))
  return {
    existing: looked.filter(({ answer }) => answer === true).map(({ resource }) => resource),
    unlooked: looked.flatMap(({ resource, answer }) =>
      typeof answer === 'string' ? [{ ...resource, why: answer }] : [],
    ),
  }
}

async function lookUp(
  session: Session,
  { logicalId, type, name }: FoundResource,
): Promise<{ readonly resource: FoundResource; readonly answer: boolean | string }> {
  const resource = { logicalId, type, name }
  const look = lookFor(type)
  if (typeof look === 'string') return { resource, answer: look }
  try {
    return { resource, answer: await look(session, name) }
  } catch (error) {
    return { resource, answer: explain(error, `looking for ${type} ${name}`).message }
  }
}
