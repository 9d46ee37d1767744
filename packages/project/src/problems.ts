import { type ErrorCode, type Problem, ProjectError } from '@project-utils/contract'
import { codeFrame } from './code-frame.ts'
import type { Source } from './source.ts'

/** One thing that is wrong, before it has a place. */
export interface Complaint {
  readonly code: ErrorCode
  readonly message: string
  readonly hint?: string | undefined
}

/**
 * Gathers what is wrong in a source, so that everything is told at once. A problem's message is one sentence, followed
 * by the code frame on lines of its own; the hint stays one line.
 */
export interface Problems {
  /** Notes a problem at an offset of the source (undefined: nowhere in particular); the same one is kept once. */
  add(offset: number | undefined, complaint: Complaint): void
  readonly count: number
  /** Does nothing while there is no problem. @throws ProjectError the only problem's code, else `PROJECT_INVALID` */
  throwAny(): void
}

/** Starts an empty list of problems for a source. */
export function collectProblems(source: Source): Problems {
  const found = new Map<string, Problem & { readonly offset: number }>()
  return {
    add: (offset, { code, message, hint }) => {
      const key = `${code} ${offset} ${message}`
      if (found.has(key)) return
      const where = offset === undefined || offset < 0 ? undefined : source.place(offset)
      const frame = where === undefined ? '' : codeFrame(source.text, where)
      found.set(key, {
        offset: offset ?? -1,
        code,
        message: frame === '' ? message : `${message}\n${frame}`,
        ...(hint === undefined ? {} : { hint }),
        ...(where === undefined ? {} : { where }),
      })
    },
    get count() {
      return found.size
    },
    throwAny: () => {
      const problems = [...found.values()]
        .sort((a, b) => a.offset - b.offset)
        .map(({ offset: _, ...problem }): Problem => problem)
      const [first] = problems
      if (first === undefined) return
      if (problems.length === 1) throw new ProjectError(first.code, first.message, { ...first, problems })
      throw new ProjectError('PROJECT_INVALID', `${source.file} has ${problems.length} problems`, {
        hint: 'each problem names its line; all of them are listed',
        where: { file: source.file },
        problems,
      })
    },
  }
}
