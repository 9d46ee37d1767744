import type { Project } from '@project-utils/project'
import type { Invocation } from './program.ts'

/** The flags that lead the next command to the same project and target. */
export function selectionOf(flags: Invocation['flags'], project: Pick<Project, 'name' | 'environment'>): string {
  const one = (name: string): readonly string[] =>
    flagValues(flags[name]).flatMap((each) => [`--${name}`, quoted(each)])
  const chosen = flags['config'] === undefined ? ['--project', project.name] : one('config')
  return [...chosen, '--env', project.environment, ...['target', 'region', 'profile', 'set'].flatMap(one)].join(' ')
}

/** The values of a flag that may be repeated; none of one that takes no value. */
export function flagValues(value: Invocation['flags'][string]): readonly string[] {
  if (value === undefined || typeof value === 'boolean') return []
  return typeof value === 'string' ? [value] : value
}

/** As a shell takes it. */
function quoted(value: string): string {
  return /^[\w./:=@%+,-]+$/.test(value) ? value : `'${value.replaceAll("'", "'\\''")}'`
}
