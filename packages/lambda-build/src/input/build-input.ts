import { join } from 'node:path'
import type { FunctionBuild, LayerBuild, Project } from '@project-utils/project'
import type { BuildInput, LocalMachine } from '../artifact/artifact.ts'
import { hostMachine } from '../artifact/machine.ts'
import { functionKind, layerKind } from '../build/job-kind.ts'
import type { ChildEnvironment } from '../programs/find-program.ts'
import type { Declared } from './declared.ts'

/** What a build depends on besides the project. */
export interface Surroundings {
  readonly childEnvironment: ChildEnvironment
  /** Present where the target is the local cloud: asks it for the Python that runs Python functions. */
  readonly localPython?: () => Promise<LocalMachine['python']>
}

/** The folder of a project for what was built. */
export function cacheFolder({ root }: Pick<Project, 'root'>): string {
  return join(root, '.project-utils', 'cache')
}

/**
 * What a project builds, for Lambda or for the local cloud: the same whoever asks, so that one program does not build again
 * what another one built.
 *
 * @param chosen logical ids. Default: all functions and layers
 */
export async function buildInputOf(
  project: Project,
  declared: Declared,
  { childEnvironment, localPython }: Surroundings,
  chosen?: ReadonlySet<string>,
): Promise<BuildInput> {
  const input = { ...declaredInput(project, declared, chosen), childEnvironment }
  if (localPython === undefined) return input
  // The cloud is asked only where the answer matters.
  const python = buildsPython(project, declared) ? await localPython() : undefined
  return { ...input, local: { machine: hostMachine(), ...(python === undefined ? {} : { python }) } }
}

/** The part of it that is known without a target. */
export function declaredInput(project: Project, declared: Declared, chosen?: ReadonlySet<string>): BuildInput {
  const isChosen = ({ logicalId }: FunctionBuild | LayerBuild): boolean => chosen?.has(logicalId) ?? true
  const layers = Object.values(project.layers)
  return {
    functions: Object.values(project.functions).filter(isChosen),
    layers: layers.filter(isChosen),
    otherLayers: layers.filter((layer) => !isChosen(layer)),
    template: declared.functions,
    templateLayers: declared.layers,
    root: project.root,
    cache: cacheFolder(project),
    environment: project.build.environment,
  }
}

function buildsPython(project: Project, { functions, layers }: Declared): boolean {
  const kinds = [
    ...Object.values(project.functions).map((one) =>
      functionKind(one, functions[one.logicalId]?.runtime ?? one.runtime),
    ),
    ...Object.values(project.layers).map((one) =>
      layerKind(one, one.runtime ?? layers[one.logicalId]?.runtimes?.toSorted().at(-1)),
    ),
  ]
  return kinds.includes('python')
}
