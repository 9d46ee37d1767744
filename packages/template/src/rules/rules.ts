import { alarmSettings } from './alarm-rules.ts'
import { failedAssertion } from './assertions.ts'
import { authorRules } from './author-rules.ts'
import { missingCapability } from './capability-rules.ts'
import { halfProtectedData, unsetLifecycle } from './care-rules.ts'
import { absentResource, conditionLoop, dependencyLoop, needlessDependency } from './dependency-rules.ts'
import { eventSource, samEvent } from './event-sources.ts'
import { duplicateExport, outputValue, unexportedImport } from './export-rules.ts'
import { functionForm, functionPlace, missingTransform, needlessSub } from './function-rules.ts'
import { emptyDeployment } from './gateway-rules.ts'
import { functionEnvironment, functionLayers, functionPackage, runtime } from './lambda-rules.ts'
import { countLimit, nameLimit, sizeLimit } from './limits.ts'
import { foreignArn } from './literal-rules.ts'
import { mappingKey } from './mapping-keys.ts'
import { duplicateName, fifoName, nameConvention, nameForm } from './name-rules.ts'
import { parameterDefault, parameterDefinition, parameterValues } from './parameter-rules.ts'
import { policyForm, policySize } from './policy-rules.ts'
import type { Rule } from './rule.ts'
import { scheduleExpression } from './schedule-rules.ts'
import { schemaRules } from './schema-rules.ts'
import { plainSecret, shownPassword } from './secret-rules.ts'
import { attributeValue, unknownAttribute, unknownSection } from './sections.ts'
import { stateMachine } from './state-machine-rules.ts'
import { suppressionForm } from './suppressions.ts'
import { tableKeys, tableSettings } from './table-rules.ts'
import { untagged } from './tag-rules.ts'
import { unsubstitutedName } from './text-rules.ts'
import { unaliasedFunction, unmanagedAlias } from './traffic-rules.ts'
import { unseenPart } from './transform-rules.ts'
import { unusedCondition, unusedMapping, unusedParameter } from './unused.ts'

/** What CloudFormation itself refuses. */
const formRules: readonly Rule[] = [
  unseenPart,
  unknownSection,
  unknownAttribute,
  attributeValue,
  missingTransform,
  functionForm,
  functionPlace,
  mappingKey,
  dependencyLoop,
  conditionLoop,
  absentResource,
  parameterDefinition,
  parameterDefault,
  parameterValues,
  failedAssertion,
  missingCapability,
  outputValue,
  duplicateExport,
  unexportedImport,
  countLimit,
  sizeLimit,
  nameLimit,
  ...schemaRules,
]

/** What the services refuse: they judge values. */
export const serviceRules: readonly Rule[] = [
  nameForm,
  duplicateName,
  fifoName,
  tableKeys,
  tableSettings,
  policyForm,
  policySize,
  runtime,
  functionPackage,
  functionEnvironment,
  functionLayers,
  eventSource,
  samEvent,
  scheduleExpression,
  alarmSettings,
  stateMachine,
  emptyDeployment,
  foreignArn,
]

/** What a team should know. */
const teamRules: readonly Rule[] = [
  halfProtectedData,
  unsetLifecycle,
  unmanagedAlias,
  unaliasedFunction,
  shownPassword,
  plainSecret,
  nameConvention,
  untagged,
  unsubstitutedName,
  needlessDependency,
  needlessSub,
  unusedParameter,
  unusedCondition,
  unusedMapping,
  suppressionForm,
]

/** All rules of validation. */
export const rules: readonly Rule[] = [...authorRules, ...formRules, ...serviceRules, ...teamRules]
