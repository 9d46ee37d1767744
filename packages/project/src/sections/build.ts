import * as v from 'valibot'
import { environmentVariable, scalar } from '../fields.ts'
import { defineSection, type Section } from '../section.ts'

/** What every build is given. */
export interface Build {
  readonly environment: Readonly<Record<string, string>>
  /** Days (`YYYY-MM-DD`) on which support of a runtime ends, in place of those that the tool knows. */
  readonly runtimes: Readonly<Record<string, RuntimeDates>>
}

/** The steps in which AWS ends support of a runtime. */
interface RuntimeDates {
  readonly deprecated?: string
  readonly createBlocked?: string
  readonly updateBlocked?: string
}

const day = v.pipe(v.string(), v.isoDate('must be a day such as "2027-04-30", in quotes'))

/** `build`: values for builds; refused under an environment, since one build is promoted everywhere. */
export const build: Section<'build', Build> = defineSection({
  key: 'build',
  summary:
    'What builds are given. The same in every environment, because one build is promoted to all of them; what differs belongs into `site.config` or stack parameters.',
  perEnvironment: false,
  schema: v.strictObject({
    environment: v.exactOptional(
      v.pipe(
        v.record(environmentVariable, scalar),
        v.description(
          'Environment variables of the build commands; function code sees them as constants in `process.env`. Only `${project}` can be used in them.',
        ),
      ),
    ),
    runtimes: v.exactOptional(
      v.pipe(
        v.record(
          v.string(),
          v.strictObject({
            deprecated: v.exactOptional(v.pipe(day, v.description('No more security patches from this day.'))),
            createBlocked: v.exactOptional(v.pipe(day, v.description('No new functions from this day.'))),
            updateBlocked: v.exactOptional(v.pipe(day, v.description('No changes of functions from this day.'))),
          }),
        ),
        v.description(
          'When support of a Lambda runtime ends, by its name, where AWS has moved the days that the tool knows.',
        ),
      ),
    ),
  }),
  resolve: (raw, context) => ({
    environment: Object.fromEntries(
      Object.keys(raw?.environment ?? {}).map((name) => [name, context.constant(['environment', name])]),
    ),
    runtimes: raw?.runtimes ?? {},
  }),
})
