import { join } from 'node:path'
import type { Problem } from '@project-utils/contract'

/** What helps with anything that cannot be packed. */
export const leaveOut: string = 'or leave it out with a line in .lambdaignore'

/** A name that some systems, or the lines of a report, cannot hold; undefined where it is an honest one. */
export function nameProblem(name: string, folder: string): Problem | undefined {
  const what = /\p{Cc}/u.test(name)
    ? 'a control character'
    : name.includes('\\')
      ? 'a backslash'
      : name.includes('\ufffd')
        ? 'bytes that are not UTF-8'
        : undefined
  if (what === undefined) return undefined
  const message = `the name ${JSON.stringify(name)} in ${folder} holds ${what}`
  return { code: 'ARTIFACT_PATH_INVALID', message, hint: `rename it, ${leaveOut}` }
}

/** Names of one folder that are one and the same where case, or the spelling of accents, does not count. */
export function collisionProblems(names: readonly string[], folder: string): readonly Problem[] {
  const known = new Map<string, string>()
  const problems: Problem[] = []
  for (const name of names) {
    const plain = name.normalize('NFC').toLowerCase()
    const other = known.get(plain)
    known.set(plain, name)
    if (other === undefined) continue
    const message = `${join(folder, other)} and ${join(folder, name)} are one file on some systems, so that what is packed would depend on the machine`
    problems.push({ code: 'ARTIFACT_PATH_INVALID', message, hint: `rename one of them, ${leaveOut}` })
  }
  return problems
}

/** Something that is no file, such as a socket. */
export function unsupportedProblem(path: string): Problem {
  return {
    code: 'ARTIFACT_FILE_UNSUPPORTED',
    message: `${path} is neither a file nor a folder: a zip cannot hold it`,
    hint: `remove it, ${leaveOut}`,
  }
}

/** A pattern that brings nothing in. */
export function unmatchedProblem(pattern: string, folder: string): Problem {
  const reason = pattern.split('/').includes('..') ? 'leads out of' : 'fits no file in'
  return {
    code: 'ARTIFACT_PATTERN_UNMATCHED',
    message: `include: ${pattern} ${reason} ${folder}`,
    hint: 'patterns are relative to that folder, as in .gitignore: `templates/**`, `*.json`; use `shared` for other folders',
  }
}
