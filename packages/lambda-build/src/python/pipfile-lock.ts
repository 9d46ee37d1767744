import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import type { Problem } from '@project-utils/contract'
import { evaluateMarker, markerEnvironment } from './marker.ts'
import { publicIndex } from './public-index.ts'
import { noRequirements, type Requirements, requirementsProblem } from './requirements.ts'
import type { Target } from './target.ts'

interface Package {
  readonly version?: string
  readonly hashes?: readonly string[]
  readonly markers?: string
  readonly path?: string
  readonly file?: string
  readonly git?: string
}

interface Lock {
  readonly default?: Readonly<Record<string, Package>>
  readonly _meta?: { readonly sources?: readonly { readonly url?: string }[] }
}

/** The packages of the default group of a `Pipfile.lock` on one target, at the locked versions with their hashes. */
export function readPipfileLock(file: string, target: Target): Requirements {
  const lock: Lock = JSON.parse(readFileSync(file, 'utf8'))
  const environment = markerEnvironment(target)
  const lines: string[] = []
  const locals: string[] = []
  const problems: Problem[] = []
  for (const [name, { version, hashes = [], markers, path, ...source }] of Object.entries(lock.default ?? {})) {
    if (markers !== undefined && evaluateMarker(markers, environment) === false) continue
    if (version !== undefined) lines.push(`${name}${version}${hashes.map((hash) => ` --hash=${hash}`).join('')}`)
    else if (path !== undefined) locals.push(resolve(dirname(file), path))
    else {
      const message = `${name} comes from ${source.git ?? source.file ?? 'no index'}, and is no wheel`
      problems.push(requirementsProblem(file, message, 'require a version that has a wheel, then: pipenv lock'))
    }
  }
  const indexes = (lock._meta?.sources ?? []).flatMap(({ url }) => url ?? [])
  const options = indexes
    .filter((url) => url !== publicIndex)
    .map((url): [string, string] => ['--extra-index-url', url])
  return { ...noRequirements, lines: lines.toSorted(), locals, options, inputs: [file], problems }
}
