import { setTimeout as wait } from 'node:timers/promises'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { formatDuration } from '../duration.ts'
import { statusDifference } from '../expect/status.ts'
import { type Answer, type Attempt, type Exchange, overdue, type StepWorld } from '../step-kind.ts'
import { cut } from '../values.ts'
import { accessibilityDifferences } from './accessibility.ts'
import { describeAction, doAction, type PageAction } from './actions.ts'
import { behaviourDifferences, lookAtPage, type PageSight, pageDifferences } from './look-at-page.ts'
import type { PageExpectations } from './page-check.ts'
import { takeScreenshot } from './screenshot.ts'
import { EndOfPage, type PageWatch, watchPage } from './watch-page.ts'

/** A page to look at. */
export interface PageVisit {
  readonly url: string
  readonly viewport: { readonly width: number; readonly height: number }
  readonly actions: readonly PageAction[]
  readonly expected: PageExpectations
}

/** Milliseconds: between two looks; after loading until all is there; for requests to end; for a picture; for closing. */
const times = { look: 100, patience: 5000, quiet: 300, unquiet: 2000, picture: 5000, lastPicture: 700, closing: 2000 }

/** Opens a page in a context of its own, acts, looks until it is as expected, and tells what differs. */
export async function visitPage(
  visit: PageVisit,
  browser: Browser,
  world: StepWorld,
  signal: AbortSignal,
  discard: () => Promise<void>,
): Promise<Attempt> {
  const begun = performance.now()
  const context = await browser.newContext({ viewport: visit.viewport, acceptDownloads: false })
  let watch: PageWatch | undefined
  try {
    const page = await context.newPage()
    watch = watchPage(page)
    const { promise: left, reject } = Promise.withResolvers<never>()
    left.catch(() => undefined)
    const leave = (): void => reject(new EndOfPage('its time is up'))
    signal.addEventListener('abort', leave)
    if (signal.aborted) leave()
    const seen: Seen = {}
    let differences: readonly string[]
    let isTransient: boolean
    try {
      differences = await Promise.race([proceed(visit, page, watch, seen, begun), watch.ended, left])
      isTransient = (seen.status ?? 0) >= 500
    } catch (error) {
      if (signal.aborted && signal.reason !== overdue) throw signal.reason
      const ending = endingOf(error, visit, page, watch)
      differences = [ending.difference, ...behaviourDifferences(visit.expected, seen.status, watch)]
      isTransient = ending.isTransient
    } finally {
      signal.removeEventListener('abort', leave)
    }
    const limit = signal.aborted ? times.lastPicture : times.picture
    const picture = differences.length === 0 ? undefined : await inTime(takeScreenshot(page, world, limit), limit)
    return {
      differences,
      transient: isTransient,
      ...(seen.sight === undefined ? {} : { answer: answerOf(seen, seen.sight, performance.now() - begun) }),
      exchange: exchangeOf(visit, seen, picture),
    }
  } finally {
    watch?.stop()
    const closed = closeContext(context, discard)
    // Whoever is waited for no longer is not kept for cleaning up: the browser is closed at the suite's end at the latest.
    if (!signal.aborted) await closed
  }
}

/** What is known of a page so far. */
interface Seen {
  status?: number
  headers?: Readonly<Record<string, string>>
  sight?: PageSight
}

async function proceed(
  { url, actions, expected }: PageVisit,
  page: Page,
  watch: PageWatch,
  seen: Seen,
  begun: number,
): Promise<readonly string[]> {
  page.setDefaultTimeout(times.patience)
  const response = await page.goto(url, { waitUntil: 'commit', timeout: 0 })
  if (response !== null) {
    seen.status = response.status()
    seen.headers = await response.allHeaders()
  }
  // An error page has none of what else is expected: that would only hide the cause.
  if (seen.status !== undefined && statusDifference(expected.status, seen.status) !== undefined) {
    await page.waitForLoadState('load', { timeout: 0 })
    seen.sight = await lookAtPage(page, { ...expected, elements: [] })
    return behaviourDifferences(expected, seen.status, watch)
  }
  await page.waitForLoadState('load', { timeout: 0 })
  for (const action of actions) {
    await doAction(action, page).catch((error: unknown) => {
      throw new Error(`${describeAction(action)}: ${reasonOf(error)}`, { cause: error })
    })
  }
  const until = expected.within === undefined ? performance.now() + times.patience : begun + expected.within
  let differences = await lookUntil(until, page, expected, seen)
  const waited = performance.now() - begun
  if (differences.length === 0) {
    await untilQuiet(watch)
    differences = await lookUntil(0, page, expected, seen)
  } else if (expected.within !== undefined) {
    differences = [...differences, `still so ${formatDuration(waited)} after opening`]
  }
  const unusable =
    expected.accessibility === undefined ? [] : await accessibilityDifferences(page, expected.accessibility)
  return [...differences, ...behaviourDifferences(expected, seen.status, watch), ...unusable]
}

async function lookUntil(
  until: number,
  page: Page,
  expected: PageExpectations,
  seen: Seen,
): Promise<readonly string[]> {
  for (;;) {
    try {
      seen.sight = await lookAtPage(page, expected)
      const differences = pageDifferences(expected, seen.sight)
      if (differences.length === 0 || performance.now() >= until) return differences
    } catch (error) {
      // The page went on to another document while it was looked at.
      if (!/context was destroyed|navigat|not possible within/i.test(reasonOf(error))) throw error
    }
    await wait(times.look)
  }
}

/** Waits until no request has been under way for a moment, but not for one that never ends. */
async function untilQuiet({ open }: PageWatch): Promise<void> {
  const begun = performance.now()
  let busy = performance.now()
  while (performance.now() - begun < times.unquiet) {
    if (open.size > 0) busy = performance.now()
    if (performance.now() - busy >= times.quiet) return
    await wait(50)
  }
}

/** Why a page was not looked at to the end, and whether another try may end otherwise. */
function endingOf(
  error: unknown,
  { url }: PageVisit,
  page: Page,
  { open }: PageWatch,
): { readonly difference: string; readonly isTransient: boolean } {
  const reason = reasonOf(error)
  if (error instanceof EndOfPage) {
    const waiting = [...open].slice(0, 3).map((request) => request.url())
    const at = page.url() === url || page.url() === 'about:blank' ? url : `${url}, by then ${page.url()}`
    const on = waiting.length === 0 ? '' : `, waiting for ${waiting.join(', ')}`
    return { difference: `the page was not done: ${reason} (${cut(at, 300)}${cut(on, 300)})`, isTransient: true }
  }
  if (/Download is starting/.test(reason)) return { difference: `${url} is a download, no page`, isTransient: false }
  const network = /net::(ERR_\w+)/.exec(reason)?.[1]
  if (network === undefined) return { difference: cut(reason, 500), isTransient: false }
  if (network === 'ERR_ABORTED') return { difference: `${url} gives no page to show`, isTransient: false }
  const lasting = ['ERR_TOO_MANY_REDIRECTS', 'ERR_UNSAFE_PORT']
  const isTransient = !lasting.includes(network) && !network.startsWith('ERR_CERT')
  return { difference: `${url} does not open: ${network}`, isTransient }
}

/** The first line of what Playwright says, without its own name for the call. */
function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  return (message.split('\n')[0] ?? '')
    .replace(/Timeout (\d+)ms exceeded\.?/, (_, ms: string) => `not possible within ${formatDuration(Number(ms))}`)
    .replace(/^(?:Error: )?(?:\w+\.)+\w+: /, '')
    .replace(/^Error: /, '')
}

function answerOf({ status, headers }: Seen, { url, title, text }: PageSight, ms: number): Answer {
  return {
    ...(status === undefined ? {} : { status }),
    ...(headers === undefined ? {} : { headers }),
    json: { url, title, text },
    text,
    bytes: Buffer.byteLength(text),
    ms,
  }
}

function exchangeOf(
  { url, actions }: PageVisit,
  { status, headers, sight }: Seen,
  picture: string | undefined,
): Exchange {
  const done = actions.map(describeAction).join('\n')
  return {
    request: { title: `GET ${url} in a browser`, ...(done === '' ? {} : { body: done }) },
    ...(status === undefined
      ? {}
      : {
          response: {
            title: sight === undefined ? String(status) : `${status} ${sight.url} ${JSON.stringify(sight.title)}`,
            ...(headers === undefined ? {} : { headers }),
            ...(sight === undefined ? {} : { body: cut(sight.text, 2000) }),
          },
        }),
    ...(picture === undefined ? {} : { files: [picture] }),
  }
}

async function inTime<T>(work: Promise<T>, limit: number): Promise<T | undefined> {
  return await Promise.race([work, wait(limit, undefined, { ref: false })])
}

/** Never throws. A page that hangs may keep its context open: then the whole browser is ended. */
async function closeContext(context: BrowserContext, discard: () => Promise<void>): Promise<void> {
  const closed = context.close().then(
    () => true,
    () => true,
  )
  if ((await inTime(closed, times.closing)) !== true) await discard()
}
