import { renderToStaticMarkup } from 'react-dom/server'
import { expect, it } from 'vitest'
import type { Api } from './api.ts'
import type { Report } from './report.ts'
import { ReportCard } from './report-card.tsx'
import { SiteContext } from './site.ts'
import { VotePanel } from './vote-panel.tsx'
import { openVoter } from './voter.ts'

const report: Report = {
  id: 'one',
  message: '<b>Pay</b> at http://x.example',
  channel: 'email',
  createdAt: '2026-11-21T12:00:00Z',
  fraud: 3,
  genuine: 1,
}

it('shows a message as text, never as markup or a link to elsewhere', () => {
  const html = renderToStaticMarkup(<ReportCard report={report} />)
  expect(html).toContain('&lt;b&gt;Pay&lt;/b&gt;')
  expect(html.match(/href="[^"]*"/g)).toEqual(['href="/reports/one"'])
})

it('says the tally in words and numbers, not by colour alone', () => {
  const text = renderToStaticMarkup(<ReportCard report={report} />).replace(/<[^>]*>/g, '')
  expect(text).toContain('E-mail')
  expect(text).toContain('Likely fraud')
  expect(text).toContain('3 fraud1 genuine')
})

it.each([
  [undefined, true, ''],
  ['fraud', false, '✓ You have voted: fraud. Thank you.'],
  ['voted', false, '✓ You have voted. Thank you.'],
] as const)('after the vote %s shows the buttons: %s', (vote, buttons, words) => {
  const kept = new Map<string, string>()
  const voter = openVoter({
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
  })
  if (vote) voter.remember('one', vote)
  const config = { apiUrl: 'https://api.example', showLeaderboard: false, environment: 'dev' }
  const html = renderToStaticMarkup(
    <SiteContext value={{ config, voter, api: {} as Api }}>
      <VotePanel id="one" onCounted={() => {}} />
    </SiteContext>,
  )
  expect(html.includes('<button')).toBe(buttons)
  expect(html.replace(/<fieldset.*<\/fieldset>/, '').replace(/<[^>]*>/g, '')).toBe(words)
})
