import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { formatHealthPage, type Health, type HealthThing } from '@project-utils/smoke-test'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { findBrowser, openBrowser } from '../../../tools/browser.ts'

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js')
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'project-utils-page-'))
  await writeFile(join(folder, 'health.html'), formatHealthPage(health))
})

afterAll(() => rm(folder, { recursive: true, force: true }))

/** A thing of each verdict, with names as long as they come. */
const things = (['green', 'yellow', 'unknown', 'red'] as const).map(
  (level): HealthThing => ({
    ...{ area: 'functions', name: `fraud-or-not-prod-function-${'very-'.repeat(8)}long`, verdict: level },
    told: '412 calls, 61 failed, 0 throttled, slowest 1.2 s of 30 s',
    reasons:
      level === 'green'
        ? []
        : [{ rule: 'health/function-errors', level, message: 'a fact with its number', fix: `aws ${'x'.repeat(200)}` }],
  }),
)

const health: Health = {
  ...{ verdict: 'red', at: '2026-11-22T12:00:00.000Z', since: 900_000 },
  environment: {
    project: 'fraud-or-not',
    environment: 'prod',
    tier: 'read-only',
    account: '333333333333',
    region: 'us-east-1',
  },
  areas: [
    { area: 'functions', verdict: 'red', things },
    { area: 'queues', verdict: 'none', things: [] },
  ],
}

test.for([
  ['light', 1200],
  ['dark', 1200],
  ['light', 360],
  ['dark', 360],
] as const)(
  'can be read by everybody, %s at %d pixels, and asks for nothing',
  async ([colorScheme, width], { skip }) => {
    const found = findBrowser()
    if ('missing' in found) return skip(found.missing)
    const browser = await openBrowser(found.path)
    try {
      // axe is a script, and the page allows none.
      const context = await browser.newContext({ colorScheme, bypassCSP: true, viewport: { width, height: 800 } })
      const page = await context.newPage()
      const asked: string[] = []
      const said: string[] = []
      page.on('request', (request) => asked.push(request.url()))
      page.on('console', (message) => said.push(message.text()))
      const address = pathToFileURL(join(folder, 'health.html')).href
      await page.goto(address)
      expect(await page.title()).toBe('fraud-or-not prod: broken')
      expect(await page.locator('.reasons li').count()).toBe(3)
      expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true)
      expect({ asked, said }).toEqual({ asked: [address], said: [] })
      await page.addScriptTag({ path: axe })
      const violations = await page.evaluate('axe.run().then(({ violations }) => violations.map(({ id }) => id))')
      expect(violations).toEqual([])
    } finally {
      await browser.close()
    }
  },
)
