import * as v from 'valibot'
import type { Path } from './located.ts'
import type { SectionContext } from './section.ts'

/** The key of an AWS tag. Source: AWS Tag Editor user guide, tag naming limits. */
export const isTagKey: v.GenericSchema<string> = v.pipe(
  v.string(),
  v.regex(
    /^(?!aws:)[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/u,
    'is no tag key: letters, digits and _ . : / = + - @, at most 128, not beginning with "aws:"',
  ),
)

/** The value of a tag, with what it refers to; one that AWS does not take becomes a problem at its place. */
export function tagValue(name: string, path: Path, context: SectionContext): string {
  const value = context.words(path)
  if (!/^[\p{L}\p{Z}\p{N}_.:/=+\-@]{0,256}$/u.test(value)) {
    context.problem(path, {
      code: 'PROJECT_VALUE_INVALID',
      message: `tags.${name} is no tag value`,
      hint: 'use letters, digits, blanks and _ . : / = + - @, at most 256 characters',
    })
  }
  return value
}
