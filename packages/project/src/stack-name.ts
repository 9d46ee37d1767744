import { isProjectError, nameLimits, resourceName } from '@project-utils/contract'
import type { SectionContext } from './section.ts'

/** A stack's name, `{project}-{environment}-{key}`; one that AWS does not take becomes a problem at the stack's key. */
export function stackName(key: string, context: SectionContext): string {
  const { project, environment } = context
  try {
    return resourceName({ project, environment, type: key }, nameLimits.stack)
  } catch (error) {
    if (!isProjectError(error)) throw error
    const tooLong = error.code === 'CONTRACT_NAME_TOO_LONG'
    context.problem([key], {
      code: tooLong ? 'PROJECT_NAME_TOO_LONG' : 'PROJECT_NAME_INVALID',
      message: `stacks.${key}: ${error.message}`,
      hint: tooLong
        ? `shorten the key to ${nameLimits.stack - project.length - environment.length - 2} characters`
        : error.hint,
    })
    return `${project}-${environment}-${key}`
  }
}
