import { failedAssertion } from './assertions.ts'
import { danglingReference } from './dangling-reference.ts'
import { absentResource, conditionLoop, dependencyLoop, needlessDependency } from './dependency-rules.ts'
import { duplicateExport, outputValue, unexportedImport } from './export-rules.ts'
import { functionForm, functionPlace, missingTransform, needlessSub } from './function-rules.ts'
import { countLimit, nameLimit, sizeLimit } from './limits.ts'
import { mappingKey } from './mapping-keys.ts'
import { parameterDefault, parameterDefinition, parameterValues } from './parameter-rules.ts'
import type { Rule } from './rule.ts'
import { schemaRules } from './schema-rules.ts'
import { attributeValue, unknownAttribute, unknownSection } from './sections.ts'
import { suppressionForm } from './suppressions.ts'
import { unusedCondition, unusedMapping, unusedParameter } from './unused.ts'

/** All rules of validation. */
export const rules: readonly Rule[] = [
  unknownSection,
  unknownAttribute,
  attributeValue,
  missingTransform,
  functionForm,
  functionPlace,
  danglingReference,
  mappingKey,
  dependencyLoop,
  conditionLoop,
  absentResource,
  parameterDefinition,
  parameterDefault,
  parameterValues,
  failedAssertion,
  outputValue,
  duplicateExport,
  unexportedImport,
  countLimit,
  sizeLimit,
  nameLimit,
  needlessDependency,
  needlessSub,
  unusedParameter,
  unusedCondition,
  unusedMapping,
  ...schemaRules,
  suppressionForm,
]
