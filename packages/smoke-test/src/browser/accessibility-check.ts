import type { Report } from '../report.ts'
import { isMap, show } from '../values.ts'

/** How bad a violation is, in axe's words, the mildest first. */
type Impact = (typeof impacts)[number]

const impacts = ['minor', 'moderate', 'serious', 'critical'] as const

/** What is checked of a page's accessibility. */
export interface AccessibilityCheck {
  /** Impacts that count as differences. */
  readonly impacts: readonly Impact[]
  /** Rules of axe that are left out, such as `color-contrast`. */
  readonly except: readonly string[]
  /** CSS selector of the part of the page that is checked. */
  readonly within?: string
}

/** Reads `true`, the least impact that counts (`true` means `serious`), or `{ impact, except, within }`. */
export function readAccessibility(value: unknown, report: Report): AccessibilityCheck | undefined {
  if (value === undefined || value === false) return undefined
  const { impact, except, within, ...others } = isMap(value) ? value : { impact: value === true ? 'serious' : value }
  const from = impacts.findIndex((known) => known === (impact ?? 'serious'))
  const rules = typeof except === 'string' ? [except] : (except ?? [])
  const isRules = Array.isArray(rules) && rules.every((rule) => typeof rule === 'string' && rule !== '')
  const isWithin = within === undefined || (typeof within === 'string' && within !== '')
  if (from >= 0 && isRules && isWithin && Object.keys(others).length === 0) {
    return { impacts: impacts.slice(from), except: rules, ...(isWithin && within !== undefined ? { within } : {}) }
  }
  const hint = `true, one of ${impacts.join(', ')}, or { impact: serious, except: [color-contrast], within: main }`
  report.tell('SMOKE_EXPECTATION_INVALID', `${show(value)} is no check of accessibility`, hint)
  return undefined
}
