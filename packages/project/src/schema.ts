import * as v from 'valibot'
import { environmentName } from './fields.ts'
import { defaultsEntries, defaultsSummary, environmentEntries, environmentsSummary, fileEntries } from './frame.ts'
import type { AnySection } from './section.ts'
import * as vocabulary from './vocabulary.ts'

/** All sections, in the order of their keys. */
export const sections: readonly AnySection[] = Object.values(vocabulary)

function entriesOf(chosen: readonly AnySection[]): v.ObjectEntries {
  return Object.fromEntries(
    chosen.map(({ key, schema, summary, reserved }) => [
      key,
      v.exactOptional(
        v.pipe(schema, v.description(reserved ? `${summary} It is checked; no tool acts on it yet.` : summary)),
      ),
    ]),
  )
}

/** The whole file as one schema: what may stand where. Editors and the reference page are made from it. */
export const fileSchema: v.GenericSchema = v.strictObject({
  ...fileEntries,
  defaults: v.exactOptional(
    v.pipe(
      v.strictObject({ ...defaultsEntries, ...entriesOf(sections.filter(({ home }) => home === 'defaults')) }),
      v.description(defaultsSummary),
    ),
  ),
  environments: v.pipe(
    v.record(
      environmentName,
      v.pipe(
        v.strictObject({
          ...environmentEntries,
          ...entriesOf(sections.filter(({ perEnvironment }) => perEnvironment)),
        }),
        v.description('One environment.'),
      ),
    ),
    v.description(environmentsSummary),
  ),
  ...entriesOf(sections.filter(({ home }) => home === 'top')),
})
