/** What CloudFormation finds before a change set is made. Source: AWS::EarlyValidation in the user guide; example 28. */
import type { Cloud } from '../cloud/cloud.ts'
import { tellValidation } from '../cloud/events.ts'
import type { Stack } from '../cloud/model.ts'
import { scriptOf } from '../script.ts'
import { reasons } from '../sources.ts'
import { fixedName, physicalId } from '../template/names.ts'
import type { Difference } from './compare.ts'

/** The reason of a change set that a validation refuses; what was found is told as events of the operation. */
export function early(cloud: Cloud, stack: Stack, differences: readonly Difference[]): string | undefined {
  if (!cloud.behaviour.earlyValidation) return undefined
  const failed = new Set<string>()
  for (const { logicalId, type, action, written, properties = {} } of differences) {
    const subject = { logicalId, type }
    const { validation } = scriptOf(cloud, stack, logicalId, written?.attributes)
    if (validation !== undefined) {
      const {
        name,
        status = 'FAILED',
        mode = 'FAIL',
        reason = 'refused',
        path = `/Resources/${logicalId}`,
      } = validation
      tellValidation(cloud, stack, subject, { name, status, reason, path, mode })
      if (mode === 'FAIL') failed.add('AWS::EarlyValidation::PropertyValidation')
    }
    const fixed = fixedName(type, properties)
    if (action !== 'Add' || fixed === undefined) continue
    const id = physicalId(type, fixed, cloud)
    if (!cloud.physical.some((one) => one.type === type && one.id === id)) continue
    tellValidation(cloud, stack, subject, {
      name: 'NAME_CONFLICT_VALIDATION',
      status: 'FAILED',
      reason: reasons.nameTaken(type, fixed),
      path: `/Resources/${logicalId}`,
      mode: 'FAIL',
    })
    failed.add('AWS::EarlyValidation::ResourceExistenceCheck')
  }
  return failed.size === 0 ? undefined : reasons.validation([...failed].join(', '))
}
