import { rmSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { Browser } from 'playwright-core'
import type { Shared } from '../step-kind.ts'
import { loadPlaywright } from './playwright.ts'

/** One browser for all steps of a suite, started when the first needs it, and again where it has crashed. */
export interface SharedBrowser extends Shared {
  /** @throws Error with the reason where it does not start */
  get(): Promise<Browser>
  /** Ends a browser that does not answer any more; the next step gets a new one. */
  discard(): Promise<void>
}

interface Running {
  readonly browser: Browser
  /** Process id, for the case that it does not heed a request to close. */
  readonly id: number | undefined
  /** What it keeps beside its profile, such as sockets; it leaves them behind where it is killed. */
  readonly folder: string
}

/** Milliseconds for starting, and for closing before it is ended by force. */
const limits = { start: 20_000, close: 3000 }

/** Prepares a browser; nothing is started yet. */
export function shareBrowser(path: string, environment: Readonly<Record<string, string>>): SharedBrowser {
  let running: Promise<Running> | undefined
  const startAnew = (): Promise<Running> => {
    const starting = start(path, environment)
    running = starting
    starting.then(
      ({ browser }) => browser.on('disconnected', () => forget(starting)),
      () => forget(starting),
    )
    return starting
  }
  const forget = (gone: Promise<Running>): void => {
    if (running === gone) running = undefined
  }
  const end = async (): Promise<void> => {
    const ending = running
    running = undefined
    const known = await ending?.catch(() => undefined)
    if (known !== undefined) await closeBrowser(known)
  }
  return {
    get: async () => (await (running ?? startAnew())).browser,
    discard: end,
    close: end,
  }
}

async function start(executablePath: string, environment: Readonly<Record<string, string>>): Promise<Running> {
  const folder = await mkdtemp(join(tmpdir(), 'project-test-'))
  // A process that is left at once waits for nothing; Playwright ends the browser then.
  const remove = (): void => rmSync(folder, { recursive: true, force: true })
  process.once('exit', remove)
  try {
    const browser = await loadPlaywright().chromium.launch({
      executablePath,
      env: { ...environment, TMPDIR: folder },
      timeout: limits.start,
      // Whoever runs the suite decides what a signal means, and closes this.
      handleSIGINT: false,
      handleSIGTERM: false,
      handleSIGHUP: false,
      args: ['--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'],
    })
    browser.on('disconnected', () => {
      process.off('exit', remove)
      void rm(folder, { recursive: true, force: true }).catch(() => undefined)
    })
    const session = await browser.newBrowserCDPSession()
    const { processInfo } = await session.send('SystemInfo.getProcessInfo').catch(() => ({ processInfo: [] }))
    await session.detach().catch(() => undefined)
    return { browser, id: processInfo.find(({ type }) => type === 'browser')?.id, folder }
  } catch (error) {
    process.off('exit', remove)
    await rm(folder, { recursive: true, force: true })
    throw error
  }
}

/** Never throws. Playwright removes the profile's folder when the process has ended, however it did. */
async function closeBrowser({ browser, id, folder }: Running): Promise<void> {
  const closed = browser.close().catch(() => undefined)
  const waiting = new AbortController()
  const isClosed = await Promise.race([
    closed.then(() => true),
    wait(limits.close, false, { signal: waiting.signal }).catch(() => true),
  ])
  waiting.abort()
  if (!isClosed) {
    kill(id)
    await Promise.race([closed, wait(limits.close, undefined, { ref: false })])
  }
  await rm(folder, { recursive: true, force: true, maxRetries: 3 }).catch(() => undefined)
}

/** Ends the browser with the processes it started: it leads a group of its own. */
function kill(id: number | undefined): void {
  for (const target of id === undefined ? [] : [-id, id]) {
    try {
      process.kill(target, 'SIGKILL')
    } catch {
      // It has ended by itself, or this platform knows no groups.
    }
  }
}
