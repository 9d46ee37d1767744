import type { Health, HealthReason, HealthThing, HealthVerdict } from './health.ts'
import { count, stretch } from './judge-thing.ts'
import { pageStyle } from './page-style.ts'

/** How a page is made. */
export interface PageOptions {
  /** Seconds after which a browser reads it again; for a page that a watch keeps up to date. */
  readonly refresh?: number
}

const words: Readonly<Record<HealthVerdict, string>> = {
  green: 'healthy',
  yellow: 'degraded',
  unknown: 'not fully seen',
  red: 'broken',
}

const levels: readonly HealthReason['level'][] = ['red', 'unknown', 'yellow', 'note']

/** A verdict as one HTML page that needs nothing else: no script, no font, no image; in light and dark. */
export function formatHealthPage(health: Health, { refresh }: PageOptions = {}): string {
  const { verdict, environment, at, since, areas } = health
  const title = `${environment.project} ${environment.environment}`
  const reasons = areas
    .flatMap(({ things }) => things.flatMap((thing) => thing.reasons.map((reason) => ({ thing, reason }))))
    .toSorted((a, b) => levels.indexOf(a.reason.level) - levels.indexOf(b.reason.level))
  const seen = areas.filter(({ things }) => things.length > 0)
  const absent = areas.filter(({ things }) => things.length === 0).map(({ area }) => area)
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
${refresh === undefined ? '' : `<meta http-equiv="refresh" content="${Math.ceil(refresh)}">\n`}<title>${text(`${title}: ${words[verdict]}`)}</title>
<style>${pageStyle}</style>
</head>
<body>
<header class="${verdict}">
<p class="badge">${text(verdict)}</p>
<h1>${text(title)} is ${text(words[verdict])}</h1>
<p class="meta">looked at <time datetime="${text(at)}">${text(at.slice(0, 19).replace('T', ' '))} UTC</time> · metrics of the last ${text(stretch(since))} · account ${text(environment.account)}, ${text(environment.region)}, tier ${text(environment.tier)}</p>
</header>
<main>
<section aria-labelledby="reasons">
<h2 id="reasons">Reasons</h2>
${reasons.length === 0 ? `<p>None: everything that was looked at is well.</p>` : `<ul class="reasons">\n${reasons.map(({ thing, reason }) => reasonItem(thing, reason)).join('\n')}\n</ul>`}
</section>
${seen.map(({ area, verdict: one, things }) => areaTable(area, one, things)).join('\n')}
${absent.length === 0 ? '' : `<p class="meta">The stacks hold none of: ${text(absent.join(', '))}.</p>`}
</main>
</body>
</html>
`
}

function reasonItem({ area }: HealthThing, { level, message, fix, rule }: HealthReason): string {
  return `<li class="${level}"><p><b>${level}</b> ${text(message)}</p><p class="meta">${text(area)} · ${text(rule)}</p><pre>${text(fix)}</pre></li>`
}

function areaTable(area: string, verdict: string, things: readonly HealthThing[]): string {
  const rows = things.map(
    (thing) =>
      `<tr><td><span class="dot ${thing.verdict}">${thing.verdict}</span></td><th scope="row">${text(thing.name)}</th><td>${text(thing.told)}</td></tr>`,
  )
  return `<section>
<h2><span class="dot ${text(verdict)}">${text(verdict)}</span> ${text(area)} <small>${text(count(things.length, 'thing'))}</small></h2>
<table>
<thead><tr><th scope="col">verdict</th><th scope="col">name</th><th scope="col">seen</th></tr></thead>
<tbody>
${rows.join('\n')}
</tbody>
</table>
</section>`
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function text(value: string): string {
  return value.replace(/[&<>"']/g, (sign) => entities[sign] ?? sign)
}
