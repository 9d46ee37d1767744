import type { Rule } from './rule.ts'
import { unknownResourceAttribute } from './schema-attributes.ts'
import {
  deprecatedProperty,
  missingProperty,
  propertyCombination,
  readOnlyProperty,
  unknownProperty,
} from './schema-properties.ts'
import { retiredResourceType, unavailableResourceType, unknownResourceType } from './schema-types.ts'
import {
  listItemTwice,
  listLength,
  numberRange,
  textLength,
  unknownValue,
  valuePattern,
  wrongType,
} from './schema-values.ts'

/** The rules that the published resource schemas give. */
export const schemaRules: readonly Rule[] = [
  unknownResourceType,
  unavailableResourceType,
  retiredResourceType,
  unknownProperty,
  missingProperty,
  readOnlyProperty,
  deprecatedProperty,
  propertyCombination,
  wrongType,
  unknownValue,
  valuePattern,
  numberRange,
  textLength,
  listLength,
  listItemTwice,
  unknownResourceAttribute,
]
