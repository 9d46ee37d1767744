import type { Release } from '@project-utils/contract'
import type { Masker } from '@project-utils/run'

/**
 * A release record without the secrets that a template hands on: masked are parameters and outputs, which nothing is
 * read back from but for people. Ids, names and hashes stay as they are, whatever a secret looks like.
 */
export function maskedRelease(release: Release, { maskJson }: Pick<Masker, 'maskJson'>): Release {
  const stacks = Object.entries(release.stacks).map(([key, stack]) => {
    return [key, { ...stack, parameters: maskJson(stack.parameters), outputs: maskJson(stack.outputs) }] as const
  })
  return { ...release, stacks: Object.fromEntries(stacks) }
}
