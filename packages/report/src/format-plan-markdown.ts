import { openRisks, type Plan, type Risk, type Step } from '@project-utils/contract'
import { bySubject, countText, type SubjectChanges, scopeText, signs, valueText, wayToAccept } from './plan-words.ts'
import { truncate } from './text.ts'

/** Longest value in a table, in characters; the whole stands in the plan's JSON. */
const longestValue = 120

/** Longest comment that GitHub takes is 65,536 characters; some room is left for what others write around it. */
const longestText = 60_000

/** Rows of a table where everything would be too long. */
const fewRows = 50

/**
 * A plan as Markdown, for the comment on a pull request or the summary of a CI step: what it comes to and its risks first,
 * then a table of resources for each step, properties folded away.
 */
export function formatPlanMarkdown(plan: Plan): string {
  const whole = format(plan, Number.POSITIVE_INFINITY)
  return whole.length <= longestText ? whole : format(plan, fewRows)
}

function format(plan: Plan, rows: number): string {
  const risks = plan.steps.flatMap((step) => step.risks)
  const refused = plan.refusals.map(
    ({ message, hint }) => `❌ ${plain(hint === undefined ? message : `${message}: ${hint}`)}`,
  )
  const blocks = [
    `### Plan: ${plain(plan.kind)} ${plan.scopes.map(scopeText).map(plain).join(', ')}`.trimEnd(),
    summary(plan),
    list(risks.map(formatRisk)),
    plan.refusals.length === 0 ? '' : '**Refused**',
    list(refused),
    ...plan.steps.map((step) => formatStep(step, rows)),
    plan.notes.length === 0 ? '' : '**Notes**',
    list(plan.notes.map(plain)),
    plan.fingerprint === undefined ? '' : `<sub>fingerprint ${code(plan.fingerprint.slice(0, 12))}</sub>`,
  ]
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`
}

function summary(plan: Plan): string {
  if (plan.steps.length === 0) return plan.refusals.length > 0 ? '' : 'Nothing to do.'
  const actions = plan.steps.flatMap(({ changes = [], action }) => {
    const subjects = bySubject(changes)
    return subjects.length === 0 ? [action] : subjects.map((subject) => subject.action)
  })
  const open = openRisks(plan).length
  const risks = open === 0 ? '' : ` **${open === 1 ? '1 open risk' : `${open} open risks`}.**`
  return `${countText(actions)}.${risks}`
}

function formatRisk(risk: Risk): string {
  if (risk.accepted === true) return `accepted ${risk.kind}: ${plain(risk.message)}`
  const way = wayToAccept(risk)
  return `⚠️ **${risk.kind}**: ${plain(risk.message)}${way === undefined ? '' : ` (accept it with ${code(way)})`}`
}

function formatStep({ title, why, undo, changes = [] }: Step, rows: number): string {
  const how = undo === 'impossible' ? ' Cannot be undone.' : ''
  const subjects = bySubject(changes)
  return [`#### ${plain(title)}`, `${plain(why)}.${how}`, table(subjects, rows), details(subjects, rows)]
    .filter((part) => part !== '')
    .join('\n\n')
}

function table(subjects: readonly SubjectChanges[], most: number): string {
  if (subjects.length === 0) return ''
  const rows = subjects.map(
    ({ action, subject, type = '', reason = '' }) =>
      `| ${code(signs[action])} ${action} | ${code(subject)} | ${plain(type)} | ${plain(reason)} |`,
  )
  const shown = [...rows.slice(0, most), ...(rows.length > most ? [`| | … and ${rows.length - most} more | | |`] : [])]
  return ['| | Resource | Type | Why |', '|---|---|---|---|', ...shown].join('\n')
}

function details(subjects: readonly SubjectChanges[], most: number): string {
  const rows = subjects.flatMap(({ subject, properties }) =>
    properties.map(({ path = '', before, after }) => {
      const [was, is] = [before, after].map((value) => {
        const text = truncate(valueText(value), longestValue)
        return text === '' ? '' : code(text)
      })
      return `| ${code(subject)} | ${path === '' ? '' : code(path)} | ${was} | ${is} |`
    }),
  )
  if (rows.length === 0) return ''
  if (rows.length > most) return `${rows.length} properties: see the plan's JSON.`
  const summed = `<summary>${rows.length === 1 ? '1 property' : `${rows.length} properties`}</summary>`
  const head = ['| Resource | Property | Before | After |', '|---|---|---|---|']
  return ['<details>', summed, '', ...head, ...rows, '', '</details>'].join('\n')
}

function list(lines: readonly string[]): string {
  return lines.map((line) => `- ${line}`).join('\n')
}

/** Text that Markdown and HTML take as text, on one line of a table, and that mentions nobody. */
function plain(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/[\\`*_{}[\]<>|~#]/g, '\\$&')
    .replaceAll('@', '@\u200b')
}

/** Text as code, whatever ticks and bars are in it. */
function code(text: string): string {
  const line = text.replace(/\s+/g, ' ').replaceAll('|', '\\|')
  const longest = Math.max(0, ...[...line.matchAll(/`+/g)].map(([ticks]) => ticks.length))
  const fence = '`'.repeat(longest + 1)
  return longest === 0 ? `${fence}${line}${fence}` : `${fence} ${line} ${fence}`
}
