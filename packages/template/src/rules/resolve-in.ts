import { type ResolvedTemplate, resolveTemplate } from '../resolve.ts'
import type { Pseudo } from '../scope.ts'
import type { Parameter, Template } from '../template.ts'
import type { ValidationSetting } from './rule.ts'

/** What a template is resolved with in a setting. */
function pseudoOf({ account, region, stackName }: ValidationSetting): Pseudo {
  return {
    ...(account === undefined ? {} : { account }),
    ...(region === undefined ? {} : { region }),
    ...(stackName === undefined ? {} : { stackName }),
  }
}

/** The template without the defaults of parameters whose given value is known only later, so that they stay unknown. */
function withPending(template: Template, { pending = [] }: ValidationSetting): Template {
  if (pending.length === 0) return template
  const parameters = Object.entries(template.parameters).map(([name, parameter]): [string, Parameter] => {
    const { default: _, ...open } = parameter
    return [name, pending.includes(name) ? open : parameter]
  })
  return { ...template, parameters: Object.fromEntries(parameters) }
}

/** A template resolved as its setting says: under the given parameters, those that are known only later left unknown. */
export function resolveIn(template: Template, setting: ValidationSetting): ResolvedTemplate {
  const { given = {}, readFile } = setting
  return resolveTemplate(withPending(template, setting), {
    parameters: given,
    pseudo: pseudoOf(setting),
    ...(readFile === undefined ? {} : { readFile }),
  })
}
