import * as v from 'valibot'
import { scalar, text } from '../fields.ts'
import { defineSection, type Section } from '../section.ts'

/** Who hears about alarms, and limits that differ from the usual ones. */
export interface Alarms {
  readonly notify?: string
  /** By `LogicalId.metric`, then statistic, such as `ApiFunction.duration` → `p95` → `800ms`. */
  readonly overrides: Readonly<Record<string, Readonly<Record<string, string>>>>
}

/** `alarms`: operational alarms. */
export const alarms: Section<'alarms', Alarms> = defineSection({
  key: 'alarms',
  summary: 'Operational alarms: who is told, and limits that differ from the usual ones.',
  reserved: true,
  schema: v.strictObject({
    notify: v.exactOptional(v.pipe(text, v.description('Mail address that is told.'))),
    overrides: v.exactOptional(
      v.pipe(
        v.record(
          v.pipe(
            v.string(),
            v.regex(
              /^[A-Za-z0-9]+\.[A-Za-z0-9-]+$/,
              'must be a logical id and a metric, such as "ApiFunction.duration"',
            ),
          ),
          v.pipe(v.record(v.string(), scalar), v.description('Statistic → limit, such as `p95: 800ms`.')),
        ),
        v.description('Own limits by logical id and metric, such as `ApiFunction.duration`.'),
      ),
    ),
  }),
  resolve: (raw = {}, context) => ({
    ...(raw.notify === undefined ? {} : { notify: context.words(['notify']) }),
    overrides: Object.fromEntries(
      Object.entries(raw.overrides ?? {}).map(([subject, limits]) => [
        subject,
        Object.fromEntries(Object.keys(limits).map((name) => [name, context.words(['overrides', subject, name])])),
      ]),
    ),
  }),
})
