import type { Place } from '@project-utils/contract'
import * as v from 'valibot'
import { logicalId, portablePath } from '../fields.ts'
import { defineSection, type Section } from '../section.ts'

/** How one function's code is built. */
export interface FunctionBuild {
  readonly logicalId: string
  /** Absolute. */
  readonly entry: string
  readonly external: readonly string[]
  readonly format: 'cjs' | 'esm'
  readonly minify: boolean
  readonly sourceMap: boolean
  readonly where: Place
}

export type Functions = Readonly<Record<string, FunctionBuild>>

/** `functions`: by logical id in the template; what they are (runtime, memory, handler) stands in the template. */
export const functions: Section<'functions', Functions> = defineSection({
  key: 'functions',
  summary:
    'How the code of Lambda functions is built, by logical id in the template. Runtime, handler, memory, timeout and architecture stand in the template.',
  schema: v.record(
    logicalId,
    v.pipe(
      v.strictObject({
        entry: v.pipe(portablePath, v.description('The file that holds the handler, relative to `source`.')),
        external: v.exactOptional(
          v.pipe(
            v.array(v.pipe(v.string(), v.nonEmpty('is empty'))),
            v.description(
              'Packages that are not bundled but packed as they are, with the production dependencies they need.',
            ),
          ),
        ),
        format: v.exactOptional(
          v.pipe(v.picklist(['cjs', 'esm']), v.description('Module format of the bundle. Default: cjs.')),
        ),
        minify: v.exactOptional(v.pipe(v.boolean(), v.description('Whether the bundle is made small. Default: true.'))),
        sourceMap: v.exactOptional(
          v.pipe(v.boolean(), v.description('Whether a source map is packed with the bundle. Default: true.')),
        ),
      }),
      v.description('One function, by its logical id in the template.'),
    ),
  ),
  resolve: (raw = {}, context) =>
    Object.fromEntries(
      Object.entries(raw).map(([id, settings]) => [
        id,
        {
          external: [],
          format: 'cjs',
          minify: true,
          sourceMap: true,
          ...settings,
          logicalId: id,
          entry: context.file([id, 'entry']),
          where: context.place([id]),
        },
      ]),
    ),
})
