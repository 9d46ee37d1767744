import { readDuration } from '../duration.ts'
import { readExpect, tellEmpty } from '../expect/read-expect.ts'
import { parseStatus, type StatusExpectation, successful } from '../expect/status.ts'
import { parseTextExpectation, type TextExpectation } from '../expect/text-expectation.ts'
import type { Report } from '../report.ts'
import { type AccessibilityCheck, readAccessibility } from './accessibility-check.ts'
import { type ElementExpectation, readElements } from './elements.ts'
import { readTolerance, type Tolerance } from './tolerance.ts'

/** What is expected of a page in a browser. */
export interface PageExpectations {
  /** Of the document, after redirects. */
  readonly status: StatusExpectation
  /** The address after redirects and navigation by the page itself. */
  readonly url?: TextExpectation
  readonly title?: TextExpectation
  /** All text that can be seen. */
  readonly text?: TextExpectation
  readonly elements: readonly ElementExpectation[]
  readonly consoleErrors: Tolerance
  readonly failedRequests: Tolerance
  readonly pageErrors: Tolerance
  readonly accessibility?: AccessibilityCheck
  /** Milliseconds from opening until all of it is there. */
  readonly within?: number
}

const known: readonly string[] = [
  'status',
  'url',
  'title',
  'text',
  'elements',
  'consoleErrors',
  'failedRequests',
  'pageErrors',
  'accessibility',
  'within',
]

/** Reads `expect` of a browser step; one that asserts nothing about the page is a problem. */
export function readPageExpectations(value: unknown, report: Report): PageExpectations | undefined {
  const expect = readExpect(value, known, report)
  if (expect === undefined) return undefined
  const { status, url, title, text, elements, accessibility, within } = expect
  const proving = [status, url, title, text, elements, accessibility]
  if (proving.every((one) => one === undefined || one === false)) {
    tellEmpty(report)
    return undefined
  }
  const readText = (written: unknown, name: string, plain: 'equals' | 'contains') =>
    written === undefined ? undefined : parseTextExpectation(written, plain, report.at(name))
  const parsed = {
    url: readText(url, 'url', 'equals'),
    title: readText(title, 'title', 'equals'),
    text: readText(text, 'text', 'contains'),
    accessibility: readAccessibility(accessibility, report.at('accessibility')),
    within: within === undefined ? undefined : readDuration(within, report.at('within')),
  }
  const given = Object.entries(parsed).filter(([, one]) => one !== undefined)
  return {
    ...(Object.fromEntries(given) as Pick<PageExpectations, 'url' | 'title' | 'text' | 'accessibility' | 'within'>),
    status: status === undefined ? successful : (parseStatus(status, report.at('status')) ?? successful),
    elements: readElements(elements, report.at('elements')),
    consoleErrors: readTolerance(expect['consoleErrors'], report.at('consoleErrors')),
    failedRequests: readTolerance(expect['failedRequests'], report.at('failedRequests')),
    pageErrors: readTolerance(expect['pageErrors'], report.at('pageErrors')),
  }
}

/** What of the expectations is also met by a page that shows nothing yet; undefined where something else proves that it does. */
export function absenceIn(expected: PageExpectations): string | undefined {
  const absent = expected.elements.filter((one) => 'most' in one && one.most === 0)
  const isShown =
    expected.text !== undefined || expected.elements.some((one) => 'text' in one || ('least' in one && one.least > 0))
  return absent.length === 0 || isShown ? undefined : `no ${absent.map(({ selector }) => selector).join(', no ')}`
}
