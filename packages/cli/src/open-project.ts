import { errors, type LoadOptions, loadProject } from '@project-utils/project'
import type { OpenedProject } from './opening.ts'
import type { FlagValues, Invocation } from './program.ts'

/** Reads the project that the flags name; the tables of `project` are made known first, as it may refuse. */
export async function readProject(invocation: Invocation): Promise<OpenedProject> {
  invocation.know(errors)
  return await loadProject(loadOptions(invocation.flags, invocation.cwd))
}

/** What `loadProject` is to read, from the flags of a command line. */
export function loadOptions(flags: FlagValues, cwd: string): LoadOptions {
  const text = (name: string): string | undefined => {
    const value = flags[name]
    return typeof value === 'string' ? value : undefined
  }
  const [config, project, environment, region] = [text('config'), text('project'), text('env'), text('region')]
  const set = flags['set']
  return {
    cwd,
    ...(config === undefined ? {} : { config }),
    ...(project === undefined ? {} : { project }),
    ...(environment === undefined ? {} : { environment }),
    ...(text('target') === 'local' ? { target: 'local' as const } : {}),
    ...(region === undefined ? {} : { region }),
    ...(Array.isArray(set) ? { set } : {}),
  }
}
