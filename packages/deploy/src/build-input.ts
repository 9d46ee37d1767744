import { hostMachine, type LocalMachine, type SharingInput } from '@project-utils/lambda-build'
import { localPython } from '@project-utils/local-cloud'
import type { Project } from '@project-utils/project'
import type { Sources } from './sources.ts'
import type { Workbench } from './workbench.ts'

/** What functions and layers are built from: the configuration, what the templates say of them, and where they will run. */
export async function buildInput(bench: Workbench): Promise<SharingInput> {
  const { project, cache, environment, records } = bench
  const sources = await bench.sources()
  const local = await localMachine(bench, sources)
  return {
    ...declaredInput(project, sources),
    cache,
    childEnvironment: environment,
    shared: records.builds,
    ...(local === undefined ? {} : { local }),
  }
}

/** The part of it that is known without a target. */
export function declaredInput(
  project: Project,
  { functions, layers }: Sources,
): Omit<SharingInput, 'cache' | 'shared'> {
  const settings = <T>(placed: Readonly<Record<string, { readonly settings: T }>>): Readonly<Record<string, T>> =>
    Object.fromEntries(Object.entries(placed).map(([id, one]) => [id, one.settings]))
  return {
    functions: Object.values(project.functions),
    layers: Object.values(project.layers),
    template: settings(functions),
    templateLayers: settings(layers),
    root: project.root,
    environment: project.build.environment,
  }
}

/** Functions of the local cloud run on this machine, those in Python by the cloud's own interpreter. */
async function localMachine({ cloud, project }: Workbench, sources: Sources): Promise<LocalMachine | undefined> {
  if (cloud === undefined) return undefined
  const machine = hostMachine()
  const python = usesPython(project, sources) ? await localPython(cloud) : undefined
  return { machine, ...(python === undefined ? {} : { python }) }
}

function usesPython({ functions, layers }: Project, sources: Sources): boolean {
  const runtimes = [
    ...Object.entries(functions).map(([id, { runtime }]) => sources.functions[id]?.settings.runtime ?? runtime),
    ...Object.entries(layers).flatMap(([id, { runtime }]) => [
      runtime,
      ...(sources.layers[id]?.settings.runtimes ?? []),
    ]),
  ]
  const codes = [...Object.values(functions), ...Object.values(layers)]
  return (
    runtimes.some((runtime) => runtime?.startsWith('python') === true) ||
    codes.some(({ requirements }) => requirements !== undefined)
  )
}
