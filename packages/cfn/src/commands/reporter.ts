import type { Reporter } from '@project-utils/cli'
import type { Json } from '@project-utils/contract'
import * as report from '@project-utils/report'

/** The texts of this program: those of all; a plan in Markdown and a graph stand for themselves. */
export const reporter: Reporter = {
  ...report,
  formatResult(envelope, form) {
    const whole = textOf(envelope.data, 'markdown') ?? textOf(envelope.data, 'graph')
    return whole === undefined ? report.formatResult(envelope, form) : whole.trimEnd()
  },
}

function textOf(data: Json | undefined, key: string): string | undefined {
  const text =
    typeof data === 'object' && data !== null && key in data
      ? (data as { readonly [key: string]: Json | undefined })[key]
      : undefined
  return typeof text === 'string' ? text : undefined
}
