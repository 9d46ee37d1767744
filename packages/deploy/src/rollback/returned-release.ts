import type { Ending, Release, ReleasedFunction, ReleasedStack } from '@project-utils/contract'
import type { ReturnWorld } from './world.ts'

/** What a return left behind, in the terms of a release: that of then, with the times and versions of now. */
export function returnedParts(
  { target, good, stacks: looked }: Pick<ReturnWorld, 'target' | 'good' | 'stacks'>,
  done: Ending['done'],
): Pick<Release, 'stacks' | 'functions' | 'layers' | 'site'> {
  const known = new Map(done.map(({ step, result }) => [step.id.replace(/^undo\./, ''), result.data ?? null]))
  const stacks = Object.entries(target.stacks).map(([key, stack]): [string, ReleasedStack] => {
    const made = known.get(`stack.${key}`) as Partial<ReleasedStack> | undefined
    const state = looked[key]?.state
    if (made !== undefined) return [key, { ...stack, ...stackNow(made) }]
    if (state?.updatedAt !== undefined) return [key, { ...stack, ...stackNow(state) }]
    return [key, { ...stack, ...stackNow(good.stacks[key]) }]
  })
  const functions = Object.entries(target.functions).map(([id, one]): [string, ReleasedFunction] => {
    const published = known.get(`publish.${id}`) as { readonly version: string } | undefined
    return [id, published === undefined ? one : { ...one, version: published.version }]
  })
  const invalidation = known.get('site.invalidation') as { readonly invalidation: string } | undefined
  const site = target.site === undefined ? good.site : { ...target.site, ...invalidation }
  return {
    stacks: { ...good.stacks, ...Object.fromEntries(stacks) },
    functions: Object.fromEntries(functions),
    ...(target.layers === undefined ? {} : { layers: target.layers }),
    ...(site === undefined ? {} : { site }),
  }
}

function stackNow(state: Partial<Pick<ReleasedStack, 'arn' | 'updatedAt' | 'outputs'>> | undefined) {
  const { arn, updatedAt, outputs } = state ?? {}
  return {
    ...(arn === undefined ? {} : { arn }),
    ...(updatedAt === undefined ? {} : { updatedAt }),
    ...(outputs === undefined ? {} : { outputs }),
  }
}
