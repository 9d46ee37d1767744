import { type Invocation, openProject } from '@project-utils/cli'
import { type Finding, ProjectError } from '@project-utils/contract'
import type { Project, StackSettings } from '@project-utils/project'

/** The stacks of a project that a command works on. */
export interface OpenedStacks {
  readonly project: Project
  /** Those that were named, else all, in the order of the configuration. */
  readonly stacks: readonly StackSettings[]
  /** What was noticed in the configuration. */
  readonly findings: readonly Finding[]
}

/**
 * Reads the configuration and chooses stacks of it by their keys; none named: all.
 *
 * @throws ProjectError `CFN_STACK_UNKNOWN`, those of `project`
 */
export async function openStacks(invocation: Invocation, names: readonly string[]): Promise<OpenedStacks> {
  const { project, findings } = await openProject(invocation)
  const known = Object.keys(project.stacks)
  const unknown = names.filter((name) => !known.includes(name))
  if (unknown.length > 0) {
    const are = known.length === 0 ? 'it declares none' : `it declares ${known.join(', ')}`
    throw new ProjectError('CFN_STACK_UNKNOWN', `the project has no stack ${unknown.join(', ')}: ${are}`, {
      hint: known.length === 0 ? 'add it under stacks' : `name one of them by its key, such as ${known[0]}`,
    })
  }
  const stacks = Object.values(project.stacks).filter(({ key }) => names.length === 0 || names.includes(key))
  return { project, stacks, findings }
}
