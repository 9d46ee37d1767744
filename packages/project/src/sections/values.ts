import * as v from 'valibot'
import { scalar, variableName } from '../fields.ts'
import type { Scalar } from '../located.ts'
import { defineSection, type Section } from '../section.ts'

/** Custom values by name. */
export type Values = Readonly<Record<string, Scalar>>

/** `values`: what a project wants to vary besides flags. */
export const values: Section<'values', Values> = defineSection({
  key: 'values',
  summary:
    'Custom values: text, number or boolean, used as `${values.name}` in stack parameters, `site.config` and suites. Declare each under `defaults`, change it under an environment, or for one run with `--set values.name=3`. A text may hold `${env}`, `${project}`, `${account}` and `${region}`.',
  home: 'defaults',
  referable: true,
  schema: v.record(variableName, scalar),
  resolve: (raw = {}, context) =>
    Object.fromEntries(
      Object.entries(raw).map(([name, value]) => [name, typeof value === 'string' ? context.words([name]) : value]),
    ),
})
