/** Fails when a package depends on a package of its own layer or above. */
import { globSync, readFileSync } from 'node:fs'

const layers = ['contract', 'base', 'service', 'runtime', 'engine', 'tool', 'watch', 'app', 'product']

interface Manifest {
  readonly name: string
  readonly dependencies?: Readonly<Record<string, string>>
  readonly nx: { readonly tags: readonly string[] }
}

const manifests = globSync('packages/*/package.json').map((path): Manifest => JSON.parse(readFileSync(path, 'utf8')))
const layerOf = new Map(
  manifests.map((m) => [m.name, layers.indexOf(m.nx.tags.find((t) => t.startsWith('layer:'))?.slice(6) ?? '')]),
)

for (const { name, dependencies = {} } of manifests) {
  const own = layerOf.get(name) ?? -1
  if (own < 0) fail(`${name} has no "layer:" tag`)
  for (const dependency of Object.keys(dependencies)) {
    const theirs = layerOf.get(dependency)
    if (theirs !== undefined && theirs >= own) fail(`${name} must not depend on ${dependency}: it is not below it`)
  }
}

function fail(message: string): void {
  console.error(message)
  process.exitCode = 1
}
