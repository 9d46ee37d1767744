import type { Place } from '@project-utils/contract'
import * as v from 'valibot'
import { parameterName, portablePath, scalar, stackKey } from '../fields.ts'
import type { Text } from '../reference.ts'
import { defineSection, type Section } from '../section.ts'
import { stackName } from '../stack-name.ts'

/** One CloudFormation stack of the project. */
export interface StackSettings {
  readonly key: string
  /** `{project}-{environment}-{key}`. */
  readonly name: string
  /** Absolute. */
  readonly template: string
  readonly parameters: Readonly<Record<string, Text>>
  readonly where: Place
}

export type Stacks = Readonly<Record<string, StackSettings>>

/** `stacks`: CloudFormation stacks, named `{project}-{environment}-{key}`. */
export const stacks: Section<'stacks', Stacks> = defineSection({
  key: 'stacks',
  summary:
    'CloudFormation stacks. A stack is named `{project}-{environment}-{key}`; another one takes its outputs as `${outputs.key.Output}`, which also says which comes first.',
  schema: v.record(
    stackKey,
    v.pipe(
      v.strictObject({
        template: v.pipe(
          portablePath,
          v.description('The CloudFormation template (YAML or JSON), relative to `source`.'),
        ),
        parameters: v.exactOptional(
          v.pipe(
            v.record(parameterName, scalar),
            v.description(
              'Parameters of the template. Texts may hold `${env}`, `${project}`, `${account}`, `${region}`, `${flags.x}`, `${values.x}`, `${outputs.stack.Output}`, `${ssm:/name}` and `${secret:name#key}`; `$${` stands for `${`.',
            ),
          ),
        ),
      }),
      v.description('One stack; the key becomes the end of its name.'),
    ),
  ),
  resolve: (raw = {}, context) =>
    Object.fromEntries(
      Object.entries(raw).map(([key, { parameters = {} }]) => [
        key,
        {
          key,
          name: stackName(key, context),
          template: context.file([key, 'template']),
          parameters: Object.fromEntries(
            Object.keys(parameters).map((name) => [name, context.text([key, 'parameters', name])]),
          ),
          where: context.place([key]),
        },
      ]),
    ),
})
