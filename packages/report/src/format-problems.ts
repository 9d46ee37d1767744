import { formatPlace, type Problem } from '@project-utils/contract'
import { type Form, formOf } from './paint.ts'
import { wrap } from './text.ts'

/** Problems, each with its code, place, message and the next step; empty where there are none. */
export function formatProblems(problems: readonly Problem[], form?: Partial<Form>): string {
  const { paint, width } = formOf(form)
  return problems
    .map(({ code, message, hint, where }) => {
      const place = where === undefined ? '' : formatPlace(where)
      const head = `${paint.red('error')} ${paint.dim(code)}${place === '' ? '' : ` ${paint.cyan(place)}`}`
      const next = hint === undefined ? [] : [wrap(hint, width, '  → ').replaceAll('\n  → ', '\n    ')]
      return [head, wrap(message, width, '  '), ...next].join('\n')
    })
    .join('\n')
}
