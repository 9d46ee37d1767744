import type { Context } from '@project-utils/contract'

const runs = new WeakMap<Context, Map<string, unknown>>()

/** Does something once in a run, however many functions ask for it; what failed is not tried again. */
export function once<T>(context: Context, key: string, make: () => T): T {
  const known = runs.get(context) ?? new Map<string, unknown>()
  runs.set(context, known)
  if (!known.has(key)) known.set(key, make())
  return known.get(key) as T
}
