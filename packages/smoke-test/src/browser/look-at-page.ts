import type { Page } from 'playwright-core'
import { statusDifference } from '../expect/status.ts'
import { textDifference } from '../expect/text-expectation.ts'
import { cut } from '../values.ts'
import type { ElementExpectation } from './elements.ts'
import type { PageExpectations } from './page-check.ts'
import { notTolerated } from './tolerance.ts'
import type { PageWatch } from './watch-page.ts'

/** A page at one moment. */
export interface PageSight {
  readonly url: string
  readonly title: string
  /** All text that can be seen. */
  readonly text: string
  readonly elements: readonly ElementSight[]
}

/** The visible elements that a selector finds: how many, and the texts of the first. */
interface ElementSight {
  readonly count: number
  readonly texts: readonly string[]
}

/** Elements whose text is read. */
const mostTexts = 50

/** Reads what the expectations need. Throws Playwright's words for a selector that is none. */
export async function lookAtPage(page: Page, { elements }: PageExpectations): Promise<PageSight> {
  const text = await page.evaluate<string>('document.body === null ? "" : document.body.innerText')
  const seen: ElementSight[] = []
  for (const wanted of elements) {
    const found = page.locator(wanted.selector).filter({ visible: true })
    const count = await found.count()
    const texts: string[] = []
    for (let index = 0; 'text' in wanted && index < Math.min(count, mostTexts); index++) {
      texts.push((await found.nth(index).innerText({ timeout: 1000 })).trim())
    }
    seen.push({ count, texts })
  }
  return { url: page.url(), title: await page.title(), text, elements: seen }
}

/** What of a page differs from what was expected; the status is known before. */
export function pageDifferences(expected: PageExpectations, sight: PageSight): readonly string[] {
  const { url, title, text } = expected
  const parts = [
    url === undefined ? undefined : told('url', textDifference(url, sight.url)),
    title === undefined ? undefined : told('title', textDifference(title, sight.title)),
    text === undefined ? undefined : told('text', textDifference(text, sight.text)),
    ...expected.elements.map((one, index) => elementDifference(one, sight.elements[index])),
  ]
  return parts.filter((part) => part !== undefined)
}

function told(what: string, difference: string | undefined): string | undefined {
  return difference === undefined ? undefined : `${what}: expected ${difference}`
}

function elementDifference(wanted: ElementExpectation, seen: ElementSight | undefined): string | undefined {
  const { count, texts } = seen ?? { count: 0, texts: [] }
  const { selector } = wanted
  if ('text' in wanted) {
    const differences = texts.map((text) => textDifference(wanted.text, text))
    if (differences.includes(undefined)) return undefined
    return `element ${selector}: ${differences[0] === undefined ? 'expected it, found none to see' : `expected ${differences[0]}`}`
  }
  const { least, most } = wanted
  if (count >= least && count <= most) return undefined
  const range = most === Number.MAX_SAFE_INTEGER ? `at least ${least}` : least === most ? least : `${least} to ${most}`
  return `element ${selector}: expected ${range} to see, found ${count}`
}

/** What the page did that was not expected: the status of its document, errors, failed requests, surprises. */
export function behaviourDifferences(
  expected: PageExpectations,
  status: number | undefined,
  watch: PageWatch,
): readonly string[] {
  const different = status === undefined ? undefined : statusDifference(expected.status, status)
  return [
    ...(different === undefined ? [] : [different]),
    ...watch.surprises.map((one) => `the page ${cut(one, 300)}`),
    ...listed('uncaught error', notTolerated(watch.pageErrors, expected.pageErrors)),
    ...listed('console error', notTolerated(watch.consoleErrors, expected.consoleErrors)),
    ...listed('failed request', notTolerated(watch.failedRequests, expected.failedRequests)),
  ]
}

/** Errors of one kind that are told; of more only how many. */
const mostTold = 5

function listed(kind: string, errors: readonly string[]): readonly string[] {
  const more = errors.length - mostTold
  return [
    ...errors.slice(0, mostTold).map((one) => `${kind}: ${cut(one.replace(/\s+/g, ' ').trim(), 300)}`),
    ...(more > 0 ? [`${more} more of kind ${kind}`] : []),
  ]
}
