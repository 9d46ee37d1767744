import { readActions } from '../browser/actions.ts'
import { findChromium } from '../browser/find-chromium.ts'
import { absenceIn, readPageExpectations } from '../browser/page-check.ts'
import { loadPlaywright } from '../browser/playwright.ts'
import { shareBrowser } from '../browser/shared-browser.ts'
import { type PageVisit, visitPage } from '../browser/visit-page.ts'
import { readDuration } from '../duration.ts'
import type { Report } from '../report.ts'
import {
  type Attempt,
  defaultTimeLimit,
  readWrites,
  refuseUnknown,
  type StepKind,
  type StepWorld,
} from '../step-kind.ts'
import { cut, isMap, show } from '../values.ts'

const settingNames: readonly string[] = ['open', 'viewport', 'do', 'timeout', 'writes', 'expect']

/** `browser`: opens a page in an installed Chromium and looks at it as a person would. */
export const browserStep: StepKind = {
  prepare: (settings, report) => {
    refuseUnknown(settings, settingNames, report)
    const expected = readPageExpectations(settings['expect'], report.at('expect'))
    const url = readAddress(settings['open'], report.at('open'))
    const viewport = readViewport(settings['viewport'], report.at('viewport'))
    const actions = readActions(settings['do'], report.at('do'))
    const writes = readWrites(settings['writes'], report.at('writes'))
    const { timeout } = settings
    const timeLimit = timeout === undefined ? defaultTimeLimit : readDuration(timeout, report.at('timeout'))
    if (url === undefined || expected === undefined) return undefined
    const negative = absenceIn(expected)
    return {
      // Nobody knows what a click does; only looking writes nothing for sure.
      writes: writes ?? actions.length > 0,
      timeLimit: timeLimit ?? defaultTimeLimit,
      ...(negative === undefined ? {} : { negative }),
      attempt: (world, signal) => attempt({ url, viewport, actions, expected }, world, signal),
    }
  },
}

async function attempt(visit: PageVisit, world: StepWorld, signal: AbortSignal): Promise<Attempt> {
  const found = findChromium(world.childEnvironment, () => loadPlaywright().chromium.executablePath())
  if ('missing' in found) return { differences: [found.missing], transient: false }
  const shared = world.share('browser', () => shareBrowser(found.path, world.childEnvironment))
  let isStarted = false
  try {
    const browser = await shared.get()
    isStarted = true
    signal.throwIfAborted()
    return await visitPage(visit, browser, world, signal, () => shared.discard())
  } catch (error) {
    signal.throwIfAborted()
    await shared.discard()
    const reason = cut(reasonOf(error), 500)
    const what = isStarted ? 'the browser failed' : `${found.path} does not start`
    return { differences: [`${what}: ${reason}`], transient: isStarted }
  }
}

/** The first line of what Playwright says, and what the browser itself last complained of. */
function reasonOf(error: unknown): string {
  const lines = (error instanceof Error ? error.message : String(error)).split('\n')
  const complaint = lines.findLast((line) => line.includes('[err]'))?.replace(/^.*\[err\]\s*/, '')
  return [lines[0] ?? '', ...(complaint === undefined ? [] : [complaint])].join('; ')
}

function readAddress(value: unknown, report: Report): string | undefined {
  const url = typeof value === 'string' ? URL.parse(value) : null
  if (url !== null && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '') return url.href
  const hint = 'such as browser: { open: "${outputs.app.SiteUrl}/", expect: { status: 200 } }'
  if (value === undefined) report.tell('SMOKE_SETTING_INVALID', 'needs open, the address of a page', hint)
  else report.tell('SMOKE_URL_INVALID', `${show(value)} is no complete web address`, hint)
  return undefined
}

/** Pixels of an ordinary window. */
const ordinary = { width: 1280, height: 720 }

function readViewport(value: unknown, report: Report): PageVisit['viewport'] {
  if (value === undefined) return ordinary
  const [, width, height] = typeof value === 'string' ? (/^(\d+)x(\d+)$/.exec(value) ?? []) : []
  const size = isMap(value) ? value : { width: Number(width), height: Number(height) }
  if (isPixels(size['width']) && isPixels(size['height']) && Object.keys(size).length === 2) {
    return { width: size['width'], height: size['height'] }
  }
  report.tell('SMOKE_SETTING_INVALID', `${show(value)} is no size of a window`, 'such as 390x844')
  return ordinary
}

function isPixels(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 10_000
}
