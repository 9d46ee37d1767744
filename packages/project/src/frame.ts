import type { Tier } from '@project-utils/contract'
import * as v from 'valibot'
import { account, projectName, region } from './fields.ts'

type Optional<T> = v.ExactOptionalSchema<v.GenericSchema<T>, undefined>
type Deploy = 'manual' | 'automatic'

const optional = <T>(schema: v.GenericSchema<T>): Optional<T> => v.exactOptional(schema)

/** Keys of `defaults` besides the sections that live there. */
export const defaultsEntries: {
  readonly region: Optional<string>
  readonly regions: Optional<string[]>
  readonly deploy: Optional<Deploy>
} = {
  region: optional(v.pipe(region, v.description('AWS region, such as `us-east-1`.'))),
  regions: optional(
    v.pipe(
      v.array(region),
      v.minLength(1, 'needs at least one region'),
      v.description('AWS regions, where there are several; each is a target.'),
    ),
  ),
  deploy: optional(
    v.pipe(
      v.picklist(['manual', 'automatic']),
      v.description('Whether CI deploys it by itself: `automatic`, or `manual` (default).'),
    ),
  ),
}

/** Keys of an environment besides sections. */
export const environmentEntries: typeof defaultsEntries & {
  readonly target: Optional<'local'>
  readonly account: Optional<string>
  readonly tier: Optional<Tier>
} = {
  target: optional(
    v.pipe(
      v.literal('local'),
      v.description(
        '`local`: the local cloud; then account 000000000000, tier full and us-east-1 unless said otherwise.',
      ),
    ),
  ),
  account: optional(
    v.pipe(
      account,
      v.description('AWS account, 12 digits in quotes: `"111111111111"`. Needed unless the target is local.'),
    ),
  ),
  tier: optional(
    v.pipe(
      v.picklist(['full', 'limited', 'read-only']),
      v.description(
        'How freely it may be changed: `full` asks nothing but data loss, `limited` asks on any risk, `read-only` takes only an approved plan. Needed unless the target is local.',
      ),
    ),
  ),
  ...defaultsEntries,
}

/** Keys of the file besides sections. */
export const fileEntries: { readonly project: v.GenericSchema<string>; readonly source: Optional<string> } = {
  project: v.pipe(
    projectName,
    v.description(
      'Name of the project; begins every resource name. Lower-case letters, digits and hyphens, at most 32.',
    ),
  ),
  source: optional(
    v.pipe(
      v.string(),
      v.nonEmpty('is empty'),
      v.description(
        'Folder of the project, relative to this file; all other paths are relative to it. Default: the folder of this file.',
      ),
    ),
  ),
}

/** What `defaults` is for. */
export const defaultsSummary = 'What holds in every environment that says nothing else.'

/** What `environments` is for. */
export const environmentsSummary =
  'Named copies of the project, each with its account, region and tier. Any section but `build` may be repeated under an environment: maps merge by key, scalars and lists replace.'

/** An environment's own settings as they are written. */
export interface WrittenEnvironment {
  readonly target?: 'local'
  readonly account?: string
  readonly region?: string
  readonly regions?: readonly string[]
  readonly tier?: Tier
  readonly deploy?: 'manual' | 'automatic'
}

/** The file as it is written, sections left out. */
export interface WrittenFrame {
  readonly project: string
  readonly source?: string
  readonly defaults?: Pick<WrittenEnvironment, 'region' | 'regions' | 'deploy'>
  readonly environments: Readonly<Record<string, WrittenEnvironment>>
}
