import type { Page } from 'playwright-core'
import { cut } from '../values.ts'
import type { AccessibilityCheck } from './accessibility-check.ts'
import { axeSource } from './playwright.ts'

interface Violation {
  readonly id: string
  readonly impact: string
  readonly help: string
  readonly count: number
  /** The first element that violates it, as HTML. */
  readonly html: string
}

/** What of a page cannot be used by everybody, as axe-core finds it. */
export async function accessibilityDifferences(
  page: Page,
  { impacts, except, within }: AccessibilityCheck,
): Promise<readonly string[]> {
  const rules = Object.fromEntries(except.map((rule) => [rule, { enabled: false }]))
  await page.evaluate(axeSource())
  const run = `(async () => {
    const scope = ${within === undefined ? 'document' : `document.querySelector(${JSON.stringify(within)})`}
    if (scope === null) return 'nothing'
    const { violations } = await axe.run(scope, ${JSON.stringify({ rules, resultTypes: ['violations'] })})
    return JSON.stringify(violations.map(({ id, impact, help, nodes }) =>
      ({ id, impact, help, count: nodes.length, html: nodes[0]?.html ?? '' })))
  })()`
  const answer = await page.evaluate<string>(run)
  if (answer === 'nothing') return [`accessibility: there is no ${within ?? 'document'} to check`]
  return (JSON.parse(answer) as readonly Violation[])
    .filter(({ impact }) => impacts.some((known) => known === impact))
    .map(({ id, impact, help, count, html }) => {
      const more = count > 1 ? ` and ${count - 1} more` : ''
      return `accessibility ${id} (${impact}): ${help}, at ${cut(html.replace(/\s+/g, ' '), 160)}${more}`
    })
}
