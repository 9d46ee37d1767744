import type { Place } from './place.ts'

const brand: symbol = Symbol.for('@project-utils/error')

/** A stable machine code: package, then fact, such as `CFN_STACK_NOT_FOUND`. */
export type ErrorCode = `${Uppercase<string>}_${Uppercase<string>}`

/** One thing that is wrong, with its place and the next step (`hint`: as a command where possible). */
export interface Problem {
  readonly code: ErrorCode
  readonly message: string
  readonly hint?: string
  readonly where?: Place
}

interface Details {
  readonly hint?: string
  readonly where?: Place
  readonly problems?: readonly Problem[]
  readonly cause?: unknown
}

/** An expected failure, explained to the person who ran the command. Its exit code stands in its package's `errors` table. */
export class ProjectError extends Error {
  static {
    Object.defineProperties(ProjectError.prototype, { name: { value: 'ProjectError' }, [brand]: { value: true } })
  }

  readonly code: ErrorCode
  readonly hint: string | undefined
  readonly where: Place | undefined
  /** Every single problem, where one error stands for many; empty otherwise. */
  readonly problems: readonly Problem[]

  constructor(code: ErrorCode, message: string, details: Details = {}) {
    super(message, { cause: details.cause })
    this.code = code
    this.hint = details.hint
    this.where = details.where
    this.problems = details.problems ?? []
  }
}

/** Tells whether a thrown value is a `ProjectError`, also one made by another copy of this package. */
export function isProjectError(value: unknown): value is ProjectError {
  return typeof value === 'object' && value !== null && brand in value
}

/** The single problems an error stands for: its list where it has one, else itself. */
export function problemsOf(error: ProjectError): readonly Problem[] {
  if (error.problems.length > 0) return error.problems
  return [
    {
      code: error.code,
      message: error.message,
      ...(error.hint === undefined ? {} : { hint: error.hint }),
      ...(error.where === undefined ? {} : { where: error.where }),
    },
  ]
}
