import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)

/**
 * Playwright, loaded when a page is first opened: half a second, and files of its own that cannot be joined into a bundle,
 * so it is always that of the package.
 */
export function loadPlaywright(): typeof import('playwright-core') {
  return require('playwright-core')
}

let axe: string | undefined

/** The text of axe-core, which runs inside the page. */
export function axeSource(): string {
  axe ??= readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8')
  return axe
}
