import * as v from 'valibot'
import { environmentVariable, scalar } from '../fields.ts'
import { defineSection, type Section } from '../section.ts'

/** What every build is given. */
export interface Build {
  readonly environment: Readonly<Record<string, string>>
}

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
  }),
  resolve: (raw, context) => ({
    environment: Object.fromEntries(
      Object.keys(raw?.environment ?? {}).map((name) => [name, context.constant(['environment', name])]),
    ),
  }),
})
