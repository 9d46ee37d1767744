import * as v from 'valibot'
import { text } from '../fields.ts'
import { defineSection, type Section } from '../section.ts'

/** What a month may cost, and who hears about it. */
export interface Budgets {
  /** Amount and currency, such as `40 USD`. */
  readonly monthly?: string
  /** Shares of it, such as `80%` or `forecast 100%`. */
  readonly alerts: readonly string[]
  readonly notify?: string
}

/** `budgets`: spend limits. */
export const budgets: Section<'budgets', Budgets> = defineSection({
  key: 'budgets',
  summary: 'What a month may cost, at which shares of it somebody is told, and who.',
  reserved: true,
  schema: v.strictObject({
    monthly: v.exactOptional(
      v.pipe(
        v.string(),
        v.regex(/^\d+(\.\d{1,2})? [A-Z]{3}$/, 'must be an amount and a currency, such as "40 USD"'),
        v.description('Amount and currency, such as `40 USD`.'),
      ),
    ),
    alerts: v.exactOptional(
      v.pipe(
        v.array(
          v.pipe(v.string(), v.regex(/^(forecast )?\d{1,4}%$/, 'must be a share such as "80%" or "forecast 100%"')),
        ),
        v.description('Shares of the amount, such as `80%`; `forecast 100%` looks ahead to the end of the month.'),
      ),
    ),
    notify: v.exactOptional(v.pipe(text, v.description('Mail address that is told.'))),
  }),
  resolve: (raw = {}, context) => {
    const { notify, ...rest } = raw
    return { alerts: [], ...rest, ...(notify === undefined ? {} : { notify: context.words(['notify']) }) }
  },
})
