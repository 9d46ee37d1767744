import type { Finding, Release } from '@project-utils/contract'
import type { Project } from '@project-utils/project'

/** A stack that a release made and that the configuration no longer names. */
export interface ForgottenStack {
  readonly key: string
  readonly name: string
  /** None: its file is no longer known. */
  readonly template?: undefined
}

/** The stacks of the last good release that the configuration no longer has: they stand, and nobody would miss them. */
export function forgottenStacks(
  { stacks }: Pick<Project, 'stacks'>,
  good: Pick<Release, 'stacks'> | undefined,
): readonly ForgottenStack[] {
  const names = new Set(Object.values(stacks).map(({ name }) => name))
  return Object.entries(good?.stacks ?? {}).flatMap(([key, { name }]) => (names.has(name) ? [] : [{ key, name }]))
}

/** What is to be done about them. */
export function forgottenFindings(
  project: Pick<Project, 'stacks' | 'file'>,
  good: Pick<Release, 'stacks'> | undefined,
  selection: string,
): readonly Finding[] {
  return forgottenStacks(project, good).map(({ key, name }) => ({
    rule: 'deploy/forgotten-stack',
    category: 'drift',
    severity: 'warning',
    message: `stack ${name} was made by an earlier release and is no longer in the configuration: it still stands`,
    where: { file: project.file, resource: name },
    fix: `take stacks.${key} back into the configuration, delete it by hand, or with the whole environment: project-deploy destroy ${selection}`,
  }))
}
