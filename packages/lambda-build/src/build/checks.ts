import type { Finding, Problem } from '@project-utils/contract'
import { checkEmpty } from './check-empty.ts'
import { checkNative } from './check-native.ts'
import { checkSecrets } from './check-secrets.ts'
import { checkSize } from './check-size.ts'
import type { Job } from './job.ts'
import type { Made, MakeOptions } from './maker.ts'
import { manyProblems } from './many-problems.ts'

/** What a check found: problems refuse the artifact, findings are told. */
export interface Checked {
  readonly problems: readonly Problem[]
  readonly findings: readonly Finding[]
}

/** One look at an artifact before it is packed. */
export type Check = (job: Job, made: Made, options: MakeOptions, signal: AbortSignal) => Checked | Promise<Checked>

/** In this order; an artifact that one refuses is not shown to the next, dearer one. */
const quick: readonly Check[] = [checkEmpty, checkSize, checkSecrets, checkNative]

/**
 * What the quick checks say, and what is still being looked at: the handler is loaded in another process, and meanwhile the
 * artifact is packed.
 *
 * @param handler what comes of loading the handler
 * @throws ProjectError what a check refuses, here or later
 */
export async function checkAll(
  [job, made, options, signal]: Parameters<Check>,
  handler: Promise<Checked>,
): Promise<{ readonly findings: readonly Finding[]; readonly later: Promise<readonly Finding[]> }> {
  const findings: Finding[] = []
  for (const check of quick) findings.push(...refuse(await check(job, made, options, signal)))
  const later = handler.then(refuse)
  // Whoever waits for it is told; nobody may be left to wait when packing fails first.
  later.catch(() => undefined)
  return { findings, later }
}

function refuse({ problems, findings }: Checked): readonly Finding[] {
  if (problems.length > 0) throw manyProblems(problems)
  return findings
}
