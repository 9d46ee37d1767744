import type { Place } from '@project-utils/contract'
import * as v from 'valibot'
import { parameterName, portablePath, scalar, stackKey } from '../fields.ts'
import type { Text } from '../reference.ts'
import { defineSection, type Section } from '../section.ts'
import { handlingFields, judgeOrder, resolveHandling } from '../stack-handling.ts'
import { stackName } from '../stack-name.ts'

/** One CloudFormation stack of the project. */
export interface StackSettings {
  readonly key: string
  /** `{project}-{environment}-{key}`. */
  readonly name: string
  /** Absolute. */
  readonly template: string
  readonly parameters: Readonly<Record<string, Text>>
  /** Besides those of the project; of two with one key this one counts. */
  readonly tags: Readonly<Record<string, string>>
  /** Keys of stacks that come first although this one takes nothing of them. */
  readonly after: readonly string[]
  /** Whether termination protection is on; undefined: it stays as it is. */
  readonly protect?: boolean
  /** The stack policy's file, absolute. */
  readonly policy?: string
  /** ARNs of the topics that are told of every event. */
  readonly topics: readonly string[]
  /** ARN of the role that CloudFormation works with. */
  readonly role?: string
  /** False: a failed operation stops where it is. Default: true. */
  readonly rollback: boolean
  /** Whether an operation waits until resources are ready. Default: `standard`. */
  readonly mode: 'standard' | 'express'
  readonly where: Place
}

export type Stacks = Readonly<Record<string, StackSettings>>

/** `stacks`: CloudFormation stacks, named `{project}-{environment}-{key}`. */
export const stacks: Section<'stacks', Stacks> = defineSection({
  key: 'stacks',
  summary:
    'CloudFormation stacks. A stack is named `{project}-{environment}-{key}`; another one takes its outputs as `${outputs.key.Output}`, which also says which comes first; so does an export that another one imports.',
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
        ...handlingFields,
      }),
      v.description('One stack; the key becomes the end of its name.'),
    ),
  ),
  resolve: (raw = {}, context) => {
    const resolved = Object.fromEntries(
      Object.entries(raw).map(([key, settings]) => [
        key,
        {
          key,
          name: stackName(key, context),
          template: context.file([key, 'template']),
          parameters: Object.fromEntries(
            Object.keys(settings.parameters ?? {}).map((name) => [name, context.text([key, 'parameters', name])]),
          ),
          ...resolveHandling(key, settings, context),
          where: context.place([key]),
        },
      ]),
    )
    judgeOrder(resolved, context)
    return resolved
  },
})
