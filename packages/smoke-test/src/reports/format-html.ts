import { formatPlace } from '@project-utils/contract'
import { formatDuration } from '../duration.ts'
import type { ExchangeSide } from '../step-kind.ts'
import type { SuiteResult, SuiteStepResult } from '../suite/result.ts'
import { plain, sideLines } from './exchange-text.ts'
import { style } from './html-style.ts'
import { differencesOf, partsOf, type SuitePart, summaryOf, totalsOf } from './parts.ts'

/** What a page of results is made of. */
export interface HtmlInput {
  readonly suites: readonly SuiteResult[]
  /** Such as `votes dev`. */
  readonly title: string
  /** When it was run, for people. */
  readonly when?: string
  /** The picture of a file as a data address; undefined where it is gone or is none. */
  readonly picture: (file: string) => string | undefined
}

/** Results as one page that needs no script and no other file, with request and response beside each difference. */
export function formatHtml({ suites, title, when, picture }: HtmlInput): string {
  const totals = totalsOf(suites)
  const isOk = suites.every(({ ok }) => ok)
  const heading = `${isOk ? 'Passed' : 'Failed'}: ${title}`
  const facts = [when, formatDuration(totals.ms)].filter((one) => one !== undefined).join(' · ')
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="content-security-policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<title>${escaped(heading)}</title>
<style>${style}</style>
</head>
<body>
<header>
<h1>${mark(isOk ? 'good' : 'bad')}${escaped(heading)}</h1>
<p class="sum">${escaped(summaryOf(totals))} <span class="soft">${escaped(facts)}</span></p>
</header>
<main>
${suites.map((suite) => suiteHtml(suite, picture)).join('\n')}
</main>
</body>
</html>
`
}

function suiteHtml(suite: SuiteResult, picture: HtmlInput['picture']): string {
  const parts = partsOf(suite)
  const title = `<h2>${mark(suite.ok ? 'good' : 'bad')}${escaped(suite.suite)} <span class="soft">${formatDuration(suite.ms)}</span></h2>`
  const inner = parts.map((part) => partHtml(part, parts.length > 1, picture))
  return `<section>\n${title}\n${inner.join('\n')}\n</section>`
}

function partHtml({ name, steps }: SuitePart, isTitled: boolean, picture: HtmlInput['picture']): string {
  const isPlain = (step: SuiteStepResult): boolean => step.outcome === 'passed' && step.retried !== true
  const loud = steps.filter((step) => !isPlain(step)).map((step) => loudHtml(step, picture))
  const quiet = steps.filter(isPlain)
  const title = isTitled ? `<p class="soft">${name}</p>` : ''
  return [title, ...loud, quiet.length === 0 ? '' : tableHtml(quiet)].filter((one) => one !== '').join('\n')
}

function loudHtml(step: SuiteStepResult, picture: HtmlInput['picture']): string {
  const isFailed = step.outcome === 'failed'
  const place = formatPlace(step.where ?? {})
  const tries = step.attempts > 1 ? `${step.attempts} tries` : step.attempts === 0 ? 'not sent' : undefined
  const facts = [step.kind, place === '' ? undefined : place, formatDuration(step.ms), tries]
  const { exchange } = step
  const differences = differencesOf(step).map((one) => `<li>${escaped(one)}</li>`)
  const files = (exchange?.files ?? []).map((file) => pictureHtml(file, step.name, picture))
  return [
    `<article class="step${isFailed ? '' : ' retried'}">`,
    `<h3>${mark(isFailed ? 'bad' : 'odd')}${escaped(step.name)}</h3>`,
    `<p class="soft">${escaped(facts.filter((one) => one !== undefined).join(' · '))}</p>`,
    isFailed
      ? `<ul class="differences">${differences.join('')}</ul>`
      : `<p class="odd">${escaped(step.message ?? '')}</p>`,
    exchange === undefined
      ? ''
      : `<div class="sides">${sideHtml('request', exchange.request)}${sideHtml('response', exchange.response)}</div>`,
    ...files,
    '</article>',
  ]
    .filter((line) => line !== '')
    .join('\n')
}

function sideHtml(name: string, side: ExchangeSide | undefined): string {
  const [title = '', ...lines] = sideLines(side)
  const rest = lines.map((line) => `\n${escaped(line)}`).join('')
  return `<div><h4>${name}</h4><pre><span class="title">${escaped(title)}</span>${rest}</pre></div>`
}

function pictureHtml(file: string, name: string, picture: HtmlInput['picture']): string {
  const address = picture(file)
  const caption = `<figcaption>${escaped(file)}</figcaption>`
  if (address === undefined) return `<figure>${caption}</figure>`
  return `<figure><img src="${address}" alt="What the page showed: ${escaped(name)}">${caption}</figure>`
}

function tableHtml(steps: readonly SuiteStepResult[]): string {
  const rows = steps.map(({ name, kind, ms, message }) => {
    const note = message === undefined ? '' : ` <span class="soft">${escaped(message)}</span>`
    return `<tr><td><span class="good" aria-hidden="true">✓ </span>${escaped(name)}${note}</td><td>${escaped(kind)}</td><td class="number">${formatDuration(ms)}</td></tr>`
  })
  const head = '<tr><th scope="col">passed</th><th scope="col">kind</th><th scope="col" class="number">time</th></tr>'
  return `<table><thead>${head}</thead><tbody>\n${rows.join('\n')}\n</tbody></table>`
}

function mark(kind: 'good' | 'bad' | 'odd'): string {
  const [sign, word] = { good: ['✓', 'passed'], bad: ['✗', 'failed'], odd: ['~', 'passed after a retry'] }[kind]
  return `<span class="mark ${kind}" role="img" aria-label="${word}">${sign}</span>`
}

function escaped(text: string): string {
  return plain(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}
