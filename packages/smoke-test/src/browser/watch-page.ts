import type { Page, Request } from 'playwright-core'

/** What a page does while it is looked at. */
export interface PageWatch {
  readonly consoleErrors: readonly string[]
  readonly failedRequests: readonly string[]
  readonly pageErrors: readonly string[]
  /** What no expectation allows: dialogs, other windows. */
  readonly surprises: readonly string[]
  /** Requests without an answer so far. */
  readonly open: ReadonlySet<Request>
  /** Rejected with an `EndOfPage` where nothing more can be expected of the page. */
  readonly ended: Promise<never>
  /** Stops listening to the browser, which outlives the page. */
  stop(): void
}

/** Why a page cannot be looked at any further. */
export class EndOfPage extends Error {}

/** Documents that one page may open, one after the other; redirects are not counted. */
const mostDocuments = 20

/** Watches a page from before it is opened. */
export function watchPage(page: Page): PageWatch {
  const consoleErrors: string[] = []
  const failedRequests: string[] = []
  const pageErrors: string[] = []
  const surprises: string[] = []
  const open = new Set<Request>()
  let documents = 0
  const { promise: ended, reject } = Promise.withResolvers<never>()
  ended.catch(() => undefined)
  const end = (why: string): void => reject(new EndOfPage(why))

  page.on('console', (message) => {
    const text = message.text()
    // What could not be loaded is told as a failed request, with its status.
    if (message.type() === 'error' && !text.startsWith('Failed to load resource')) consoleErrors.push(text)
  })
  page.on('pageerror', (error) => pageErrors.push(`${error.name === '' ? 'Error' : error.name}: ${error.message}`))
  page.on('dialog', (dialog) => {
    const text = dialog.message()
    if (dialog.type() !== 'beforeunload') surprises.push(`opened a dialog (${dialog.type()}): ${JSON.stringify(text)}`)
    void dialog.dismiss().catch(() => undefined)
  })
  page.on('download', (download) => {
    end(`it started a download: ${download.suggestedFilename()}`)
    void download.cancel().catch(() => undefined)
  })
  page.on('popup', (other) => {
    surprises.push(`opened another window: ${other.url()}`)
    void other.close().catch(() => undefined)
  })
  page.on('crash', () => end('the page crashed in the browser'))
  const browser = page.context().browser()
  const gone = (): void => end('the browser crashed or was ended')
  browser?.on('disconnected', gone)
  page.on('request', (request) => {
    open.add(request)
    if (!isDocument(request, page) || request.redirectedFrom() !== null) return
    documents += 1
    if (documents > mostDocuments)
      end(`the page navigates without end: ${documents} documents, the last ${request.url()}`)
  })
  page.on('requestfinished', (request) => open.delete(request))
  page.on('requestfailed', (request) => {
    open.delete(request)
    const reason = request.failure()?.errorText ?? ''
    // The page itself gave it up, or left.
    if (reason !== 'net::ERR_ABORTED' && !isDocument(request, page)) {
      failedRequests.push(`${request.method()} ${request.url()}: ${reason}`)
    }
  })
  page.on('response', (response) => {
    const request = response.request()
    if (response.status() >= 400 && !isDocument(request, page)) {
      failedRequests.push(`${request.method()} ${response.url()}: status ${response.status()}`)
    }
  })
  return {
    consoleErrors,
    failedRequests,
    pageErrors,
    surprises,
    open,
    ended,
    stop: () => browser?.off('disconnected', gone),
  }
}

/** The status of the page's own document is expected apart. */
function isDocument(request: Request, page: Page): boolean {
  if (!request.isNavigationRequest()) return false
  try {
    return request.frame() === page.mainFrame()
  } catch {
    // A navigation that has no frame yet is the page's first.
    return true
  }
}
