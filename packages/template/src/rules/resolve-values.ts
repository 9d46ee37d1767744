import { resolveTemplate } from '../resolve.ts'
import type { Pseudo } from '../scope.ts'
import type { Parameter, Template } from '../template.ts'
import type { ResolvedValue } from '../unknown.ts'
import type { TemplateValue } from '../value.ts'
import type { ValidationSetting } from './rule.ts'

/** What a template is resolved with in a setting. */
export function pseudoOf({ account, region, stackName }: ValidationSetting): Pseudo {
  return {
    ...(account === undefined ? {} : { account }),
    ...(region === undefined ? {} : { region }),
    ...(stackName === undefined ? {} : { stackName }),
  }
}

/** The template without the defaults of parameters whose given value is known only later, so that they stay unknown. */
export function withPending(template: Template, { pending = [] }: ValidationSetting): Template {
  if (pending.length === 0) return template
  const parameters = Object.entries(template.parameters).map(([name, parameter]): [string, Parameter] => {
    const { default: _, ...open } = parameter
    return [name, pending.includes(name) ? open : parameter]
  })
  return { ...template, parameters: Object.fromEntries(parameters) }
}

/** Resolves values that stand anywhere in a template, in the order they are given. */
export function resolveValues(
  template: Template,
  values: readonly TemplateValue[],
  setting: ValidationSetting,
): readonly ResolvedValue[] {
  const parameters = setting.given ?? {}
  const { resolve } = resolveTemplate(withPending(template, setting), { parameters, pseudo: pseudoOf(setting) })
  return values.map(resolve)
}
