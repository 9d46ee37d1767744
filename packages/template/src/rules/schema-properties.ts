import type { Rule } from './rule.ts'
import { judged } from './schema-judged.ts'

/** Properties that a type does not have, at any depth; an error where the name looks like a slip of the pen. */
export const unknownProperty: Rule = judged(
  'template/unknown-property',
  'A resource sets only properties that its type has; one that resembles none may be newer than the schemas: a warning.',
)

/** Properties that a type demands. */
export const missingProperty: Rule = judged(
  'template/missing-property',
  'A resource sets every property that its type demands.',
)

/** Properties that only AWS sets. */
export const readOnlyProperty: Rule = judged(
  'template/read-only-property',
  'A resource does not set what only AWS sets, such as its ARN.',
)

/** Properties that nobody should set any more. */
export const deprecatedProperty: Rule = judged(
  'template/deprecated-property',
  'A resource does not set properties that its type gives up.',
  'warning',
)

/** Properties that exclude or demand each other. */
export const propertyCombination: Rule = judged(
  'template/property-combination',
  'Properties that exclude each other do not stand together; those that need one another do.',
)
