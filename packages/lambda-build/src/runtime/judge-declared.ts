import type { Project } from '@project-utils/project'
import { isUnknown, type TemplateFunction } from '@project-utils/template'
import { type Judgement, judgeFunctions } from './judge-functions.ts'
import type { JudgedFunction } from './judged-function.ts'
import { readLifecycles } from './lifecycle.ts'

/** What Lambda would refuse of the settings of declared functions, and what a person should act on, by the project's dates of runtimes. */
export function judgeDeclared(
  { build }: Pick<Project, 'build'>,
  functions: Readonly<Record<string, TemplateFunction>>,
  now: Date,
): Judgement {
  const all = Object.entries(functions).map(([id, one]) => [id, judgedFunction(one)] as const)
  return judgeFunctions(Object.fromEntries(all), { now, lifecycles: readLifecycles(build.runtimes) })
}

/** Variables whose value nobody knows yet are without one. */
function judgedFunction({ environment, ...settings }: TemplateFunction): JudgedFunction {
  if (environment === undefined) return settings
  const variables = Object.entries(environment).map(([name, value]) => [name, isUnknown(value) ? undefined : value])
  return { ...settings, environment: Object.fromEntries(variables) }
}
