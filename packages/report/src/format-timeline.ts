import { formatDuration } from './duration.ts'
import { type Html, html } from './html.ts'
import type { Timeline, TimelineEntry } from './timeline.ts'
import { timelineStyle } from './timeline-style.ts'

/**
 * A timeline as one page that needs nothing else: no script, no font and no address of anybody, light or dark as the reader
 * has it. Times are UTC.
 */
export function formatTimeline({ title, subtitle, madeAt, entries }: Timeline): string {
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>History of ${title}</title>
<style>${{ html: timelineStyle }}</style>
</head>
<body>
<main>
<h1>${title}</h1>
<p class="quiet">${subtitle} · as of ${minuteOf(madeAt)} UTC</p>
${sums(entries)}
${entries.length === 0 && html`<p>Nothing has been done here yet.</p>`}
${days(entries).map(
  ([day, those]) => html`<h2>${day}</h2>
<ol>
${those.map(item)}</ol>
`,
)}
</main>
</body>
</html>
`
  return page.html
}

/** Counts of what is shown, by how it ended, and the median time of what went well. */
function sums(entries: readonly TimelineEntry[]): Html {
  const count = (tone: TimelineEntry['tone']): number => entries.filter((entry) => entry.tone === tone).length
  const times = entries.flatMap(({ tone, ms }) => (tone === 'good' && ms !== undefined ? [ms] : []))
  const median = times.toSorted((a, b) => a - b)[Math.floor((times.length - 1) / 2)]
  return html`<ul class="sums">
<li><b>${entries.length}</b> shown</li>
<li><b>${count('good')}</b> succeeded</li>
<li><b>${count('bad') + count('warning')}</b> did not</li>
${median !== undefined && html`<li><b>${formatDuration(median)}</b> median</li>`}
</ul>`
}

function days(entries: readonly TimelineEntry[]): readonly (readonly [string, readonly TimelineEntry[]])[] {
  const all = new Map<string, TimelineEntry[]>()
  for (const entry of entries) {
    const day = entry.at.slice(0, 10)
    all.set(day, [...(all.get(day) ?? []), entry])
  }
  return [...all]
}

function item({ at, title, name, tone, outcome, facts, changed, ms, steps }: TimelineEntry): Html {
  return html`<li class="${tone}">
<div class="head"><time datetime="${at}">${at.slice(11, 16)}</time><strong>${title}</strong>${
    name !== undefined && html`<code>${name}</code>`
  }<span class="outcome">${outcome}${ms !== undefined && ` in ${formatDuration(ms)}`}</span></div>
<dl>${facts.map(({ label, value }) => html`<div><dt>${label}</dt><dd>${value}</dd></div>`)}</dl>
${changed.length > 0 && html`<ul class="chips">${changed.map((one) => html`<li>${one}</li>`)}</ul>`}
${stepTable(steps)}
</li>
`
}

function stepTable(steps: TimelineEntry['steps']): Html | false {
  if (steps.length === 0) return false
  const longest = Math.max(1, ...steps.map(({ ms = 0 }) => ms))
  const rows = steps.map(
    ({ title, outcome, ms }) => html`<tr><td>${title}</td><td>${outcome}</td><td class="bar">${
      ms !== undefined &&
      ms > 0 &&
      html`<meter min="0" max="${longest}" value="${ms}" aria-label="${formatDuration(ms)}"></meter>`
    }</td><td class="ms">${ms !== undefined && ms > 0 && formatDuration(ms)}</td></tr>
`,
  )
  return html`<details><summary>${steps.length} ${steps.length === 1 ? 'step' : 'steps'}</summary><table><tbody>
${rows}</tbody></table></details>`
}

function minuteOf(at: string): string {
  return `${at.slice(0, 10)} ${at.slice(11, 16)}`
}
