import * as v from 'valibot'
import { variableName } from '../fields.ts'
import { defineSection, type Section } from '../section.ts'

/** Feature flags by name. */
export type Flags = Readonly<Record<string, boolean>>

/** `flags`: switches that parameters and `config.json` refer to. */
export const flags: Section<'flags', Flags> = defineSection({
  key: 'flags',
  summary:
    'Feature flags: `true` or `false`, used as `${flags.name}` in stack parameters and in `site.config`. Declare each under `defaults`, change it under an environment, or for one run with `--set flags.name=true`.',
  home: 'defaults',
  referable: true,
  schema: v.record(variableName, v.pipe(v.boolean(), v.description('Whether the feature is on.'))),
  resolve: (raw) => raw ?? {},
})
