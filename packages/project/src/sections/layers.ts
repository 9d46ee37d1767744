import * as v from 'valibot'
import { logicalId } from '../fields.ts'
import type { JsonWithText } from '../reference.ts'
import { defineSection, type Section } from '../section.ts'

export type Layers = Readonly<Record<string, JsonWithText>>

/** `layers`: by logical id in the template. */
export const layers: Section<'layers', Layers> = defineSection({
  key: 'layers',
  summary: 'Lambda layers that are built with the project, by logical id in the template.',
  reserved: true,
  schema: v.record(
    logicalId,
    v.pipe(v.record(v.string(), v.unknown()), v.description('One layer, by its logical id in the template.')),
  ),
  resolve: (raw = {}, context) => Object.fromEntries(Object.keys(raw).map((id) => [id, context.json([id])])),
})
