import * as v from 'valibot'
import { scalar } from '../fields.ts'
import { defineSection, type Section } from '../section.ts'
import { isTagKey, tagValue } from '../tag.ts'

/** Tags of every stack, and so of what the stacks make; `project` and `environment` are always among them. */
export type Tags = Readonly<Record<string, string>>

const own = ['project', 'environment']

/** `tags`: AWS tags; at most 48 besides `project` and `environment`, which are set by themselves. */
export const tags: Section<'tags', Tags> = defineSection({
  key: 'tags',
  summary:
    'AWS tags put on every stack and passed on to what the stacks make. `project` and `environment` are added by themselves. At most 48; a text may hold `${env}`, `${flags.x}` and `${values.x}`.',
  home: 'defaults',
  schema: v.record(isTagKey, v.pipe(scalar, v.description('The value, at most 256 characters.'))),
  resolve: (raw = {}, context) => {
    const names = Object.keys(raw)
    for (const name of names.filter((key) => own.includes(key.toLowerCase()))) {
      context.problem([name], {
        code: 'PROJECT_NAME_CLASH',
        message: `the tag "${name}" is set by itself`,
        hint: 'remove it',
      })
    }
    if (names.length > 48) {
      context.problem([], {
        code: 'PROJECT_VALUE_INVALID',
        message: `${names.length} tags are declared; AWS takes 50, two of them are "project" and "environment"`,
        hint: 'remove some',
      })
    }
    return {
      ...Object.fromEntries(names.map((name) => [name, tagValue(name, [name], context)])),
      project: context.project,
      environment: context.environment,
    }
  },
})
