import { type Finding, type Problem, ProjectError } from '@project-utils/contract'
import { openSchemas } from '@project-utils/template'
import { validateTemplate } from '@project-utils/template/validate'
import { type StacksToValidate, stackSettings } from './stack-setting.ts'

/**
 * What our rules find in the templates of stacks, in one target of one environment, without asking AWS: by stack key, in
 * the order of the templates. Pure but for the published schemas, which are read from this package's data.
 */
export function validateStacks(input: StacksToValidate): Readonly<Record<string, readonly Finding[]>> {
  const { stacks, templates } = input
  const schemas = openSchemas()
  const settings = stackSettings(input)
  return Object.fromEntries(
    stacks.flatMap(({ key }) => {
      const [template, setting] = [templates[key], settings[key]]
      return template === undefined || setting === undefined
        ? []
        : [[key, validateTemplate(template, { schemas, setting })] as const]
    }),
  )
}

/** The error that says of each finding of severity `error` what is wrong and where; undefined where there is none. */
export function templateRefusal(findings: readonly Finding[]): ProjectError | undefined {
  const problems = findings
    .filter(({ severity }) => severity === 'error')
    .map(
      ({ rule, message, where, fix }): Problem => ({
        code: 'CFN_TEMPLATE_REFUSED',
        message: `${message} (${rule})`,
        ...(where === undefined ? {} : { where }),
        ...(fix === undefined ? {} : { hint: fix }),
      }),
    )
  const [first] = problems
  if (first === undefined) return undefined
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : ''
  return new ProjectError('CFN_TEMPLATE_REFUSED', `${first.message}${more}`, { problems })
}
