import type { Place } from '@project-utils/contract'
import * as v from 'valibot'
import { type CodeSettings, codeFields, resolveCode } from '../code-fields.ts'
import { logicalId, portablePath } from '../fields.ts'
import { defineSection, type Section } from '../section.ts'

/** How one layer is built. */
export interface LayerBuild extends CodeSettings {
  readonly logicalId: string
  readonly directory: string
  readonly where: Place
}

export type Layers = Readonly<Record<string, LayerBuild>>

/** `layers`: by logical id in the template. */
export const layers: Section<'layers', Layers> = defineSection({
  key: 'layers',
  summary:
    'Lambda layers that are built with the project, by logical id in the template. What the folder holds decides what is packed: a `package.json` its production dependencies under `nodejs/`, Python requirements or sources under `python/`, and a folder that already has the layout of a layer as it is.',
  schema: v.record(
    logicalId,
    v.pipe(
      v.strictObject({
        ...codeFields,
        directory: v.pipe(portablePath, v.description('The folder that the layer is made of, relative to `source`.')),
      }),
      v.description('One layer, by its logical id in the template.'),
    ),
  ),
  resolve: (raw = {}, context) =>
    Object.fromEntries(
      Object.entries(raw).map(([id, settings]): [string, LayerBuild] => [
        id,
        {
          ...settings,
          ...resolveCode(settings, id, context),
          directory: context.folder([id, 'directory']),
          logicalId: id,
          where: context.place([id]),
        },
      ]),
    ),
})
