import { buildInputOf, type SharingInput } from '@project-utils/lambda-build'
import { localPython } from '@project-utils/local-cloud'
import type { Workbench } from './workbench.ts'

/** What functions and layers are built from, as `project-lambda` builds them too, with the builds of other machines. */
export async function buildInput(bench: Workbench): Promise<SharingInput> {
  const { project, cloud, environment: childEnvironment, records } = bench
  const local = cloud === undefined ? {} : { localPython: () => localPython(cloud) }
  const input = await buildInputOf(project, await bench.sources(), { childEnvironment, ...local })
  return { ...input, shared: records.builds }
}
