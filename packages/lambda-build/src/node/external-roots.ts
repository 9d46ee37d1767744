import { isBuiltin } from 'node:module'
import { dirname } from 'node:path'
import type { FunctionJob } from '../build/job.ts'
import type { PackageRoot } from '../install/place.ts'
import { isOptionalIn } from '../native/native-imports.ts'
import type { Bundle } from './bundle-result.ts'
import { packageName } from './messages.ts'

/**
 * The packages to copy beside a bundle: those named under `external`, those that a pattern there kept out of it, and those
 * that hold machine code (`native`).
 * Left to the runtime are Node.js itself, `@aws-sdk/*`, which every runtime since nodejs18.x brings at a version of AWS's
 * choice, and what a layer holds under `/opt/`. Source: "Building Lambda functions with Node.js", runtime-included SDK versions.
 */
export function externalRoots(job: FunctionJob, bundle: Bundle, native: readonly string[]): readonly PackageRoot[] {
  const external = [...job.build.external, ...native]
  const patterns = external.map((pattern) => patternOf(pattern))
  const kept = bundle.external.filter(({ name }) => patterns.some((pattern) => pattern.test(name)))
  const imported = kept.map(({ name: path, from }): PackageRoot => {
    const name = packageName(path)
    return { name, from, required: !isOptionalIn(from, name) }
  })
  const named = external
    .filter((name) => !name.includes('*') && !imported.some((each) => each.name === packageName(name)))
    .map((name) => ({ name: packageName(name), from: dirname(bundle.entry) }))
  return [...imported, ...named].filter(({ name }) => !isProvided(name))
}

function isProvided(name: string): boolean {
  return isBuiltin(name) || name.startsWith('@aws-sdk/') || name.startsWith('/opt/') || name === ''
}

/** As esbuild reads it: a package with all its files, or a pattern in which `*` stands for anything. */
function patternOf(external: string): RegExp {
  const escaped = external.replace(/[\\^$.+?()[\]{}|]/g, '\\$&')
  return external.includes('*') ? new RegExp(`^${escaped.replaceAll('*', '.*')}$`) : new RegExp(`^${escaped}(/.*)?$`)
}
