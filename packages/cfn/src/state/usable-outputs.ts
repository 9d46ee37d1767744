import { type LocalCloud, localAddress } from '@project-utils/local-cloud'

/** Outputs for people: addresses of the local cloud in the form that works everywhere; without one as they are. */
export async function usableOutputs(
  outputs: Readonly<Record<string, string>>,
  cloud: LocalCloud | undefined,
): Promise<Readonly<Record<string, string>>> {
  if (cloud === undefined) return outputs
  const entries = Object.entries(outputs).map(
    async ([name, value]) => [name, await localAddress(cloud, value)] as const,
  )
  return Object.fromEntries(await Promise.all(entries))
}
