import type { Finding, Problem } from '@project-utils/contract'
import { type JudgedFunction, judgeFunctions, readLifecycles } from '@project-utils/lambda-build'
import type { Project } from '@project-utils/project'
import { isUnknown, type TemplateFunction } from '@project-utils/template'
import type { Sources } from './sources.ts'

/** What Lambda would refuse of the settings of functions, and what a person should act on. */
export function judged(
  project: Project,
  { functions }: Sources,
  now: Date,
): { readonly problems: readonly Problem[]; readonly findings: readonly Finding[] } {
  const all = Object.entries(functions).map(([id, { settings }]) => [id, judgedFunction(settings)] as const)
  return judgeFunctions(Object.fromEntries(all), { now, lifecycles: readLifecycles(project.build.runtimes) })
}

function judgedFunction({ environment, ...settings }: TemplateFunction): JudgedFunction {
  if (environment === undefined) return settings
  const variables = Object.entries(environment).map(([name, value]) => [name, isUnknown(value) ? undefined : value])
  return { ...settings, environment: Object.fromEntries(variables) }
}
