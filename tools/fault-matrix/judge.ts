/** Whether what a command said agrees with what is there; pure. */
import type { Envelope } from '@project-utils/contract'
import type { Truth } from './truth.ts'

/** A command that ended. */
export interface Said {
  /** The one document; undefined where stdout held none. */
  readonly envelope?: Envelope
  readonly code: number | null
  readonly stderr: string
}

/** What the project wants: the number in its texts; `undefined` where the environment is to be gone. */
export type Wanted = { readonly number: number; readonly loud: boolean } | undefined

interface Told {
  readonly outcome?: string
  readonly release?: string
  readonly traffic?: string
  readonly steps?: readonly { readonly id: string; readonly outcome: string }[]
}

/** All that was said and is not so, each in a sentence; none where the command told the truth. */
export function judge(said: Said, before: Truth, after: Truth, wanted: Wanted): readonly string[] {
  const { envelope, code, stderr } = said
  if (envelope === undefined) return [`no document was printed, exit code ${code}: ${stderr.slice(0, 2000)}`]
  const wrong: string[] = []
  if (envelope.exitCode !== code) wrong.push(`the document says ${envelope.exitCode}, the process ended with ${code}`)
  if (/\n\s+at .*:\d+/.test(stderr) || code === 70) wrong.push(`a bug: ${messages(envelope)} ${stderr.slice(0, 2000)}`)
  const missing = wanted === undefined ? notGone(after) : notReleased(after, wanted)
  if (envelope.ok) {
    if (missing.length > 0) wrong.push(`a false "done": ${missing.join(', ')}`)
    if (wanted !== undefined && after.latest?.outcome !== 'succeeded') {
      wrong.push(`"done", but the record says ${after.latest?.outcome}`)
    }
  } else wrong.push(...judgeFailure(envelope, before, after, missing))
  return [...wrong, ...falseClaims((envelope.data ?? {}) as Told, after, wanted)]
}

/** All that is wrong with a dry run: it changes nothing at all, and ends with a plan or with a way to go on. */
export function judgePreview(said: Said, before: Truth, after: Truth): readonly string[] {
  const { envelope, code, stderr } = said
  if (envelope === undefined) return [`no document was printed, exit code ${code}: ${stderr.slice(0, 2000)}`]
  const changes = JSON.stringify(before) === JSON.stringify(after) ? [] : ['a dry run changed something']
  if (!envelope.ok) return [...changes, ...judgeFailure(envelope, before, after, ['everything'])]
  const { plan } = (envelope.data ?? {}) as { readonly plan?: { readonly steps?: readonly unknown[] } }
  return (plan?.steps?.length ?? 0) > 0 ? changes : [...changes, 'a dry run without a plan']
}

function judgeFailure(envelope: Envelope, before: Truth, after: Truth, missing: readonly string[]): readonly string[] {
  const wrong: string[] = []
  const { problems, next, exitCode } = envelope
  if (problems.length === 0) wrong.push('failed without a problem')
  const ways = [next?.command, ...problems.map(({ hint }) => hint)]
  if (!ways.some((way) => way !== undefined && /project-|aws |again|network/.test(way))) {
    wrong.push(`no way to go on: ${messages(envelope)}`)
  }
  const changes = differences(before, after)
  if ((exitCode === 1 || exitCode === 2) && changes.length > 0) {
    wrong.push(`exit code ${exitCode} says unchanged or restored, but ${changes.join(', ')} (${messages(envelope)})`)
  }
  if (missing.length === 0 && exitCode === 1) wrong.push(`a false "failed": all is as wanted (${messages(envelope)})`)
  if (after.latest?.outcome === 'succeeded' && after.latest.id !== before.latest?.id && missing.length > 0) {
    wrong.push(`the record says succeeded, but ${missing.join(', ')}`)
  }
  return wrong
}

/** What each claim of the data says of the environment, and is not so. */
function falseClaims({ traffic, steps = [], release, outcome }: Told, after: Truth, wanted: Wanted): readonly string[] {
  const wrong: string[] = []
  const isNew = wanted !== undefined && after.answer === answerOf(wanted)
  const claims: readonly [RegExp, boolean][] = [
    [/new versions serve/, isNew],
    [/before still serve/, !isNew],
    [/serve \$LATEST/, after.version === undefined || after.version === '$LATEST'],
  ]
  for (const [claim, holds] of claims) {
    if (traffic !== undefined && claim.test(traffic) && !holds) {
      wrong.push(`"${traffic}", but version ${after.version} answers ${after.answer}`)
    }
  }
  const isDone = (id: string): boolean => steps.some((step) => step.id === id && step.outcome === 'done')
  if (isDone('alias.HelloFunction') && !isNew)
    wrong.push(`the alias is said to be moved, but it is at ${after.version}`)
  if (isDone('site.pages') && after.title !== `tiny ${wanted?.number}`) wrong.push('the pages are said to be published')
  if (isDone('stack.app') && !isWell(after)) wrong.push(`the stack is said to be done, but it is ${after.stack}`)
  if (isDone('delete.app') && after.stack !== 'ABSENT') wrong.push('the stack is said to be deleted')
  if (outcome === 'nothing to do' && release !== undefined && release !== after.good)
    wrong.push('another release is good')
  return wrong
}

/** What lacks of the release that is wanted. */
export function notReleased(truth: Truth, wanted: NonNullable<Wanted>): readonly string[] {
  const { stack, answer, title, config, loud } = truth
  return [
    ...(isWell(truth) ? [] : [`the stack is ${stack}`]),
    ...(loud === String(wanted.loud) ? [] : [`the stack's Loud is ${loud}`]),
    ...(answer === answerOf(wanted) ? [] : [`the alias answers ${answer}`]),
    ...(title === `tiny ${wanted.number}` ? [] : [`the page is ${title}`]),
    ...(config ? [] : ['config.json is missing']),
  ]
}

function notGone({ stack, table, bucket }: Truth): readonly string[] {
  return [
    ...(stack === 'ABSENT' ? [] : [`the stack is ${stack}`]),
    ...(table ? ['the table is there'] : []),
    ...(bucket ? ["the site's bucket is there"] : []),
  ]
}

function answerOf({ number, loud }: NonNullable<Wanted>): string {
  return JSON.stringify({ greeting: `hello ${number}`, loud })
}

function isWell({ stack }: Truth): boolean {
  return stack === 'CREATE_COMPLETE' || stack === 'UPDATE_COMPLETE'
}

/** What users and operators would notice. */
function differences(before: Truth, after: Truth): readonly string[] {
  const seen = ['stack', 'loud', 'answer', 'title', 'config', 'table', 'bucket'] as const
  return seen.flatMap((key) => {
    const same = before[key] === after[key] || (key === 'stack' && isSameToUsers(before, after))
    return same ? [] : [`${key} was ${before[key]} and is ${after[key]}`]
  })
}

/** A stack in REVIEW_IN_PROGRESS holds nothing: a change set that waits is all there is of it. */
function isSameToUsers(before: Truth, after: Truth): boolean {
  const isNothing = ({ stack }: Truth): boolean => stack === 'ABSENT' || stack === 'REVIEW_IN_PROGRESS'
  return (isWell(before) && isWell(after)) || (isNothing(before) && isNothing(after))
}

function messages({ problems }: Envelope): string {
  return problems.map(({ code, message }) => `${code} ${message}`).join('; ')
}
