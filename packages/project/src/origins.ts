import { formatPlace } from '@project-utils/contract'
import type { Merged } from './command-line.ts'
import type { Destination } from './environment.ts'
import { entry, keyOffset, type Located, type LocatedMap } from './located.ts'
import type { Source } from './source.ts'

/** Where each written value comes from: dotted path → `file:line:column` or `command line`. */
export function originsOf(
  source: Source,
  file: LocatedMap,
  environment: string,
  merged: Merged,
  destination: Destination,
): Readonly<Record<string, string>> {
  const origins = new Map<string, string>()
  const note = (path: string, value: Located | undefined): void => {
    if (value === undefined) return
    const children =
      value.kind === 'map'
        ? [...value.entries].map(([key, inner]) => [key, inner.value] as const)
        : value.kind === 'list'
          ? value.items.map((item, index) => [String(index), item] as const)
          : []
    if (children.length === 0)
      origins.set(path, value.start < 0 ? 'command line' : formatPlace(source.place(value.start)))
    for (const [key, inner] of children) note(`${path}.${key}`, inner)
  }
  const own = entry(entry(file, 'environments'), environment)
  const defaults = entry(file, 'defaults')
  origins.set('environment', formatPlace(source.place(keyOffset(file, ['environments', environment]) ?? 0)))
  for (const key of ['project', 'source']) note(key, entry(file, key))
  for (const key of ['account', 'tier', 'target']) note(key, entry(own, key))
  note('deploy', entry(own, 'deploy') ?? entry(defaults, 'deploy'))
  const regionKeys = ['regions', 'region'].map((key) => entry(own, key))
  const region =
    regionKeys.find((value) => value !== undefined) ?? entry(defaults, 'regions') ?? entry(defaults, 'region')
  if (destination.region === undefined) note('region', region)
  else origins.set('region', 'command line')
  if (destination.target !== undefined) origins.set('target', 'command line')
  for (const [key, value] of merged) note(key, value)
  return Object.fromEntries(origins)
}
