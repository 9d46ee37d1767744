import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'

const usual = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

/** The system's Chromium, or how to get one. CI asks for it by `PROJECT_UTILS_BROWSER=required` and never goes without. */
export function findBrowser(): { readonly path: string } | { readonly missing: string } {
  const given = process.env['PROJECT_UTILS_BROWSER']
  const required = given === 'required'
  const path = [...(given === undefined || required ? [] : [given]), ...usual].find((file) => existsSync(file))
  if (path !== undefined) return { path }
  const missing = 'no Chromium found: apt-get install chromium, or name one in PROJECT_UTILS_BROWSER'
  if (required) throw new Error(missing)
  return { missing }
}

/** Starts a headless browser that asks nobody but the page it is sent to. */
export async function openBrowser(path: string): Promise<Browser> {
  const quiet = ['--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run']
  return await chromium.launch({
    executablePath: path,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', ...quiet],
  })
}
