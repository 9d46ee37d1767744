import type { Rule } from './rule.ts'
import { judged } from './schema-judged.ts'

/** Lists where a text belongs, and the like; CloudFormation itself turns numbers and truth values into text and back. */
export const wrongType: Rule = judged(
  'template/wrong-type',
  'A property holds the kind of value that its type demands: a list, a mapping, a text, a number, true or false.',
)

/** Values outside of a fixed choice. */
export const unknownValue: Rule = judged(
  'template/unknown-value',
  'A property with a fixed choice of values holds one of them; one with a number in it may be newer than the schemas: a warning.',
)

/** Texts that do not have the form a property demands. */
export const valuePattern: Rule = judged('template/value-pattern', 'A text has the form that its property demands.')

/** Numbers out of range. */
export const numberRange: Rule = judged('template/number-range', 'A number lies within the limits of its property.')

/** Texts that are too short or too long. */
export const textLength: Rule = judged('template/text-length', 'A text is as long as its property demands and allows.')

/** Lists with too few or too many items. */
export const listLength: Rule = judged(
  'template/list-length',
  'A list has as many items as its property demands and allows.',
)

/** Lists that hold an item twice where that is refused. */
export const listItemTwice: Rule = judged(
  'template/list-item-twice',
  'A list whose items must differ holds none of them twice.',
)
