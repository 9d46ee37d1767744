import * as v from 'valibot'
import { logicalId, portablePath } from '../fields.ts'
import { defineSection, type Section } from '../section.ts'

/** What a table's data needs. */
export interface TableSettings {
  /** Folder of migrations, absolute. */
  readonly migrations?: string
  /** File with first data, absolute. */
  readonly seed?: string
  /** Attributes that never leave an environment in clear. */
  readonly protect: readonly string[]
}

export type Tables = Readonly<Record<string, TableSettings>>

/** `tables`: by logical id in the template. */
export const tables: Section<'tables', Tables> = defineSection({
  key: 'tables',
  summary:
    'Data of DynamoDB tables, by logical id in the template: migrations, first data, and what must be protected.',
  reserved: true,
  schema: v.record(
    logicalId,
    v.pipe(
      v.strictObject({
        migrations: v.exactOptional(v.pipe(portablePath, v.description('Folder of migrations, relative to `source`.'))),
        seed: v.exactOptional(v.pipe(portablePath, v.description('File with first data, relative to `source`.'))),
        protect: v.exactOptional(
          v.pipe(v.array(v.string()), v.description('Attributes that never leave an environment in clear.')),
        ),
      }),
      v.description('One table, by its logical id in the template.'),
    ),
  ),
  resolve: (raw = {}, context) =>
    Object.fromEntries(
      Object.entries(raw).map(([id, { migrations, seed, protect = [] }]) => [
        id,
        {
          ...(migrations === undefined ? {} : { migrations: context.folder([id, 'migrations']) }),
          ...(seed === undefined ? {} : { seed: context.file([id, 'seed']) }),
          protect,
        },
      ]),
    ),
})
