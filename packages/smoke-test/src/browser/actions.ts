import type { Page } from 'playwright-core'
import type { Report } from '../report.ts'
import { isMap, show } from '../values.ts'

/** One thing that is done on a page before it is looked at. */
export type PageAction =
  | { readonly is: 'click' | 'check'; readonly selector: string }
  | { readonly is: 'fill' | 'select'; readonly fields: readonly (readonly [selector: string, value: string])[] }
  | { readonly is: 'press'; readonly key: string }

const kinds = ['click', 'check', 'fill', 'select', 'press'] as const

/** Reads `do`, a list of maps with one of `click`, `check`, `fill`, `select`, `press`. */
export function readActions(value: unknown, report: Report): readonly PageAction[] {
  if (value === undefined) return []
  if (!Array.isArray(value)) {
    report.tell('SMOKE_SETTING_INVALID', `${show(value)} is no list of actions`, 'such as [{ click: "text=Send" }]')
    return []
  }
  return value.flatMap((one, index) => {
    const action = readAction(one)
    if (action !== undefined) return [action]
    const hint =
      'one of { click: "text=Send" }, { check: "#agree" }, { fill: { "#name": Ada } }, { select: { "#size": L } }, { press: Enter }'
    report.at(index).tell('SMOKE_SETTING_INVALID', `${show(one)} is no action`, hint)
    return []
  })
}

function readAction(value: unknown): PageAction | undefined {
  const [entry, ...others] = isMap(value) ? Object.entries(value) : []
  const kind = kinds.find((known) => known === entry?.[0])
  if (entry === undefined || kind === undefined || others.length > 0) return undefined
  const [, what] = entry
  if (kind === 'fill' || kind === 'select') {
    const fields = isMap(what) ? Object.entries(what) : []
    const isFilled = fields.every(([, text]) => typeof text === 'string' || typeof text === 'number')
    return fields.length > 0 && isFilled
      ? { is: kind, fields: fields.map(([at, text]) => [at, String(text)]) }
      : undefined
  }
  if (typeof what !== 'string' || what === '') return undefined
  return kind === 'press' ? { is: kind, key: what } : { is: kind, selector: what }
}

/** Does one thing as a person would: waits until it can be done. Throws Playwright's words where it cannot. */
export async function doAction(action: PageAction, page: Page): Promise<void> {
  switch (action.is) {
    case 'click':
      return await page.locator(action.selector).click()
    case 'check':
      return await page.locator(action.selector).check()
    case 'press':
      return await page.keyboard.press(action.key)
    case 'fill':
      for (const [selector, text] of action.fields) await page.locator(selector).fill(text)
      return
    case 'select':
      for (const [selector, text] of action.fields) await page.locator(selector).selectOption(text)
      return
  }
}

/** An action for people; what is filled in is not told, since it may be anybody's. */
export function describeAction(action: PageAction): string {
  if (action.is === 'press') return `press ${action.key}`
  return 'selector' in action
    ? `${action.is} ${action.selector}`
    : `${action.is} ${action.fields.map(([selector]) => selector).join(', ')}`
}
