import type { ArtifactFile } from '@project-utils/artifact'
import ignore from 'ignore'

/** A pattern for whole installed folders means those of the project; what is packed was installed for the purpose. */
const allPackages = /^\/?(\*\*\/)?node_modules\/?(\*{1,2})?$/

/** Files of packages, by their path in the artifact, without those that patterns like those of `.lambdaignore` name. */
export function withoutExcluded(files: readonly ArtifactFile[], patterns: readonly string[]): readonly ArtifactFile[] {
  const some = patterns.filter((pattern) => !allPackages.test(pattern.trim()))
  if (some.length === 0) return files
  const rules = ignore().add(some)
  return files.filter(({ path }) => !rules.ignores(path))
}
