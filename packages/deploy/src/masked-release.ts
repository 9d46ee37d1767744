import type { Release } from '@project-utils/contract'
import type { Masker } from '@project-utils/run'

/**
 * A release record without the secrets that a template hands on: masked are parameters and outputs. A parameter that was
 * masked counts as secret from then on, so that going back never sends the mask. Ids, names and hashes stay as they are, whatever a secret looks like.
 */
export function maskedRelease(release: Release, { maskJson }: Pick<Masker, 'maskJson'>): Release {
  const stacks = Object.entries(release.stacks).map(([key, stack]) => {
    const parameters = maskJson(stack.parameters)
    const hidden = Object.keys(parameters).filter((name) => parameters[name] !== stack.parameters[name])
    const secret = [...new Set([...(stack.secret ?? []), ...hidden])]
    const isKnown = stack.secret !== undefined || hidden.length > 0
    return [key, { ...stack, parameters, ...(isKnown ? { secret } : {}), outputs: maskJson(stack.outputs) }] as const
  })
  return { ...release, stacks: Object.fromEntries(stacks) }
}
