import { type ArtifactFile, secretIn } from '@project-utils/artifact'
import type { Finding, Problem } from '@project-utils/contract'
import { isWithin } from '../paths/portable.ts'
import type { Check } from './checks.ts'
import type { Job } from './job.ts'
import type { MakeOptions } from './maker.ts'

/** Names of folders where packages keep keys that everyone knows: `tornado/test/test.key`. */
const samples = /(^|\/)(tests?|__tests__|testing|test_data|testdata|fixtures?|examples?|docs?|samples?)\//i

/**
 * Refuses files that look like secrets, unless `allow` names them: code is read by more people than secrets should be,
 * and stays in versions and buckets. What installed packages hold was published with them, and is only told; their
 * tests and examples are not worth a word.
 */
export const checkSecrets: Check = (job, { files }, options) => {
  const allowed = new Set(job.build.allow)
  const problems: Problem[] = []
  const findings: Finding[] = []
  for (const file of files) {
    const what = allowed.has(file.path) ? undefined : secretIn(file)
    if (what === undefined) continue
    if (!isInstalled(file, options)) problems.push(problemOf(job, file, what))
    else if (!samples.test(file.path)) findings.push(findingOf(job, file, what))
  }
  return { problems, findings }
}

/** Packages come from `node_modules`, or out of the cache, where they were installed for this artifact. */
function isInstalled({ path, content }: ArtifactFile, { root, cache }: MakeOptions): boolean {
  if (/(^|\/)node_modules\//.test(path)) return true
  if (content instanceof Uint8Array) return false
  return (
    isWithin(content.file, cache) ||
    (!isWithin(content.file, root) && /[\\/](site|dist)-packages[\\/]/.test(content.file))
  )
}

function problemOf({ id, type, where }: Job, { path }: ArtifactFile, what: string): Problem {
  return {
    code: 'LAMBDA_SECRET_FOUND',
    message: `${id} would hold ${path}, which looks like ${what}`,
    hint: `leave it out with a line in .lambdaignore, or, if it is no secret, write ${type}s.${id}.allow: [${quoted(path)}]`,
    where,
  }
}

function findingOf({ id, where }: Job, { path }: ArtifactFile, what: string): Finding {
  return {
    rule: 'lambda/secret-in-package',
    category: 'build',
    severity: 'warning',
    message: `${id} holds ${path} of an installed package, which looks like ${what}`,
    where,
    fix: `see whether it is needed; leave it out with exclude: [${quoted(path)}]`,
  }
}

/** As YAML takes it inside brackets. */
function quoted(path: string): string {
  return /^[\w./@-]*$/.test(path) && !path.startsWith('@') ? path : JSON.stringify(path)
}
