import { describe, expect, it } from 'vitest'
import { formatTimeline } from './format-timeline.ts'
import type { Timeline, TimelineEntry } from './timeline.ts'

const entry: TimelineEntry = {
  at: '2026-11-21T16:05:00.000Z',
  title: 'deploy',
  name: '#4 20261121T160500Z-3f9a1c',
  tone: 'good',
  outcome: 'succeeded',
  facts: [{ label: 'by', value: 'ada' }],
  changed: ['stack app', 'site'],
  ms: 42_000,
  steps: [{ title: 'Update stack app', outcome: 'done', ms: 21_000 }],
}
const page = (entries: readonly TimelineEntry[], more: Partial<Timeline> = {}): string =>
  formatTimeline({ title: 'shop prod', subtitle: '1, eu', madeAt: '2026-11-21T18:00:00.000Z', entries, ...more })

describe('a timeline', () => {
  it('groups its entries by day, each with time, name, outcome and what it changed', () => {
    const text = page([entry, { ...entry, at: '2026-11-20T09:00:00.000Z', tone: 'bad', outcome: 'failed' }])
    expect([...text.matchAll(/<h2>(.*?)<\/h2>/g)].map(([, day]) => day)).toEqual(['2026-11-21', '2026-11-20'])
    expect(text).toContain('<time datetime="2026-11-21T16:05:00.000Z">16:05</time>')
    expect(text).toContain('<code>#4 20261121T160500Z-3f9a1c</code>')
    expect(text).toContain('succeeded in 42.0 s')
    expect(text).toContain('<li class="bad">')
    expect(text).toContain('<li>stack app</li><li>site</li>')
    expect(text).toContain('<summary>1 step</summary>')
  })

  it('sums up how its entries ended, with the median time of those that went well', () => {
    const slow = { ...entry, ms: 60_000 }
    const text = page([entry, slow, slow, { ...entry, tone: 'warning', ms: 1 }])
    expect(text).toContain('<b>4</b> shown')
    expect(text).toContain('<b>3</b> succeeded')
    expect(text).toContain('<b>1</b> did not')
    expect(text).toContain('<b>1 min 00 s</b> median')
  })

  it('escapes whatever it is given, wherever it stands', () => {
    const evil = `</style><script>alert("x")</script>'&`
    const text = page(
      [
        {
          ...entry,
          ...{ title: evil, name: evil, outcome: evil, at: evil, changed: [evil] },
          facts: [{ label: evil, value: evil }],
          steps: [{ title: evil, outcome: evil }],
        },
      ],
      { title: evil, subtitle: evil },
    )
    expect(text).not.toContain('<script')
    expect(text).not.toContain('alert("x")')
    expect(text).toContain('&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;&#39;&amp;')
  })

  it('asks nobody for anything: no address, no script', () => {
    const text = page([entry])
    expect(text).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`)
    expect(text).not.toMatch(/https?:|src=|href=|@import|url\(/)
  })

  it('says so where there is nothing', () => {
    expect(page([])).toContain('Nothing has been done here yet.')
  })
})
