import { ProjectError } from '@project-utils/contract'
import { physicalName } from '../names.ts'
import type { StepWorld } from '../step-kind.ts'

/** A kind of resource that steps name. */
export interface ResourceKind {
  /** Such as `table`: for people, and the naming convention's word. */
  readonly word: string
  /** Types of CloudFormation that are such a thing. */
  readonly types: readonly string[]
  /** The service's error codes where there is none of that name. */
  readonly gone: readonly string[]
}

/** A resource that a step names. */
export interface ServiceResource {
  /** What the service calls it: name, URL or ARN. */
  readonly name: string
  readonly gone: readonly string[]
  /** What to say where it does not exist: its name, and those that the project has. */
  readonly absent: string
}

/**
 * The resource that a step means by a name; see `physicalName`.
 *
 * @throws ProjectError `SMOKE_SETTING_INVALID` where the name is the logical id of something else
 */
export function findResource(
  written: string,
  { word, types, gone }: ResourceKind,
  world: Pick<StepWorld, 'resources' | 'environment'>,
): ServiceResource {
  const found = Object.hasOwn(world.resources, written) ? world.resources[written] : undefined
  const known = knownOf(word, types, world)
  if (found !== undefined && !types.includes(found.type)) {
    throw new ProjectError('SMOKE_SETTING_INVALID', `${written} is no ${word} but ${found.type}; ${known}`)
  }
  const name = physicalName(written, word, world)
  return { name, gone, absent: `${word} ${name} does not exist; ${known}` }
}

function knownOf(word: string, types: readonly string[], { resources }: Pick<StepWorld, 'resources'>): string {
  const known = Object.entries(resources).flatMap(([id, { type, physicalId }]) =>
    types.includes(type) ? [id === physicalId ? id : `${id} (${physicalId})`] : [],
  )
  const shown = known.length > 10 ? [...known.slice(0, 10), `${known.length - 10} more`] : known
  return known.length === 0 ? `the project's stacks have no ${word}` : `the project has ${shown.join(', ')}`
}
