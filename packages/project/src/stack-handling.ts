import * as v from 'valibot'
import { portablePath, scalar, stackKey } from './fields.ts'
import type { SectionContext } from './section.ts'
import type { StackSettings } from './sections/stacks.ts'
import { isTagKey, tagValue } from './tag.ts'

const arn = (service: string): v.GenericSchema<string> =>
  v.pipe(
    v.string(),
    v.regex(new RegExp(`^arn:[\\w-]+:${service}:|^\\$\\{`), `must be an ARN that begins with "arn:aws:${service}:"`),
  )

type Optional<T> = v.ExactOptionalSchema<v.GenericSchema<T>, undefined>

/** How a stack is handled, whatever is in it: the keys that stand beside its template and parameters. */
export const handlingFields: {
  readonly tags: Optional<Record<string, string | number | boolean>>
  readonly mode: Optional<'standard' | 'express'>
} & { readonly [Key in 'after' | 'topics']: Optional<string[]> } & {
  readonly [Key in 'protect' | 'rollback']: Optional<boolean>
} & { readonly [Key in 'policy' | 'role']: Optional<string> } = {
  tags: v.exactOptional(
    v.pipe(
      v.record(isTagKey, v.pipe(scalar, v.description('The value, at most 256 characters.'))),
      v.description('AWS tags of this stack, besides those of the project. At most 20.'),
    ),
  ),
  after: v.exactOptional(
    v.pipe(
      v.array(stackKey),
      v.description(
        'Keys of stacks that come first. Needed only where nothing says so already: outputs and exports that a stack takes do.',
      ),
    ),
  ),
  protect: v.exactOptional(
    v.pipe(
      v.boolean(),
      v.description(
        'Termination protection: whether the stack refuses to be deleted. Default: true in the tiers limited and read-only; in tier full it stays as it is.',
      ),
    ),
  ),
  policy: v.exactOptional(
    v.pipe(
      portablePath,
      v.description(
        'A stack policy (JSON), relative to `source`: which resources an update may change, replace or remove. It is in force before the update that brings it. Without this key the stack keeps the policy it has.',
      ),
    ),
  ),
  topics: v.exactOptional(
    v.pipe(
      v.array(arn('sns')),
      v.maxLength(5, 'CloudFormation takes five topics at most'),
      v.description('SNS topics, by ARN, that CloudFormation tells of every event of the stack; at most five.'),
    ),
  ),
  role: v.exactOptional(
    v.pipe(
      arn('iam'),
      v.description(
        'The service role, by ARN, that CloudFormation changes the stack with. A stack that was given one keeps it: it cannot be taken away again.',
      ),
    ),
  ),
  rollback: v.exactOptional(
    v.pipe(
      v.boolean(),
      v.description(
        'What a failed operation leads to: `true` returns to the former state, `false` stops where it is, so that the rest can be mended and tried again. `false` only in tier full. Default: true.',
      ),
    ),
  ),
  mode: v.exactOptional(
    v.pipe(
      v.picklist(['standard', 'express']),
      v.description(
        '`express` ends an operation once the configuration is applied, without waiting until resources are ready; only in tier full. Default: standard.',
      ),
    ),
  ),
}

type Handling = Omit<StackSettings, 'key' | 'name' | 'template' | 'parameters' | 'where'>

type Written = { readonly [Key in keyof typeof handlingFields]?: v.InferOutput<(typeof handlingFields)[Key]> }

/** The handling of one stack, complete; what the tier forbids becomes a problem at its place. */
export function resolveHandling(key: string, written: Written, context: SectionContext): Handling {
  const { tags = {}, after = [], topics = [], rollback = true, mode = 'standard' } = written
  const onlyFull = (name: 'rollback' | 'mode', value: string, why: string): void =>
    context.problem([key, name], {
      code: 'PROJECT_TIER_FORBIDS',
      message: `stacks.${key}.${name}: ${value} is for tier full only, and ${context.environment} has the tier ${context.tier}: ${why}`,
      hint: `write it under environments: { dev: { stacks: { ${key}: { ${name}: ${value} } } } }`,
    })
  if (context.tier !== 'full') {
    if (!rollback) onlyFull('rollback', 'false', 'a failed operation would leave it half-way')
    if (mode === 'express') onlyFull('mode', 'express', 'it ends before resources are ready')
  }
  if (Object.keys(tags).length > 20) {
    context.problem([key, 'tags'], {
      code: 'PROJECT_VALUE_INVALID',
      message: `stacks.${key} has ${Object.keys(tags).length} tags of its own; with those of the project they must be 50 at most`,
      hint: 'keep 20 or fewer here',
    })
  }
  const protect = written.protect ?? (context.tier === 'full' ? undefined : true)
  return {
    tags: Object.fromEntries(Object.keys(tags).map((name) => [name, tagValue(name, [key, 'tags', name], context)])),
    after,
    ...(protect === undefined ? {} : { protect }),
    ...(written.policy === undefined ? {} : { policy: context.file([key, 'policy']) }),
    topics: topics.map((_, index) => context.words([key, 'topics', index])),
    ...(written.role === undefined ? {} : { role: context.words([key, 'role']) }),
    rollback,
    mode,
  }
}

/** Notes stacks that are to come after one that is not declared, or after themselves. */
export function judgeOrder(stacks: Readonly<Record<string, StackSettings>>, context: SectionContext): void {
  const keys = Object.keys(stacks)
  for (const { key, after } of Object.values(stacks)) {
    for (const [index, other] of after.entries()) {
      if (stacks[other] === undefined) {
        context.problem([key, 'after', index], {
          code: 'PROJECT_REFERENCE_UNKNOWN',
          message: `stacks.${key} comes after ${other}, which is no stack of the project`,
          hint: `the stacks are ${keys.join(', ')}`,
        })
      } else if (leadsTo(other, key, stacks)) {
        context.problem([key, 'after', index], {
          code: 'PROJECT_VALUE_INVALID',
          message: `stacks.${key} comes after ${other}, which ${other === key ? 'is itself' : `comes after ${key}`}`,
          hint: 'remove one of the two',
        })
      }
    }
  }
}

function leadsTo(from: string, to: string, stacks: Readonly<Record<string, Pick<StackSettings, 'after'>>>): boolean {
  const open = [from]
  const seen = new Set<string>()
  for (let key = open.pop(); key !== undefined; key = open.pop()) {
    if (key === to) return true
    if (seen.has(key)) continue
    seen.add(key)
    open.push(...(stacks[key]?.after ?? []))
  }
  return false
}
