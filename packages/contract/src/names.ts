import { ProjectError } from './error.ts'

/** What a resource name is made of. `word` tells several of one type apart; `suffix` makes a global name unique. */
export interface NameParts {
  readonly project: string
  readonly environment: string
  readonly type: string
  readonly word?: string
  readonly suffix?: string
}

/** Longest names AWS takes, by kind of thing. Source: the service quota pages of each service. */
export const nameLimits = {
  bucket: 63,
  function: 64,
  role: 64,
  table: 255,
  stack: 128,
  queue: 80,
  topic: 256,
  alarm: 255,
  distribution: 128,
} as const

/**
 * Builds `{project}-{env}-{type}`, then the word and the suffix where given. Refuses anything but lower-case letters,
 * digits and hyphens, and a name over `limit`, with a proposal; never cuts silently.
 *
 * @throws ProjectError `CONTRACT_NAME_INVALID`, `CONTRACT_NAME_TOO_LONG`
 */
export function resourceName(parts: NameParts, limit: number = nameLimits.bucket): string {
  const pieces = [parts.project, parts.environment, parts.type, parts.word, parts.suffix].filter((p) => p !== undefined)
  const name = pieces.join('-')
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name)) {
    throw new ProjectError('CONTRACT_NAME_INVALID', `"${name}" is no resource name`, {
      hint: 'use lower-case letters, digits and single hyphens, beginning with a letter',
    })
  }
  if (name.length > limit) {
    const room = limit - (name.length - parts.project.length)
    throw new ProjectError('CONTRACT_NAME_TOO_LONG', `"${name}" has ${name.length} characters, ${limit} are allowed`, {
      hint:
        room > 2
          ? `shorten the project's name to ${room} characters, such as "${parts.project.slice(0, room).replace(/-+$/, '')}"`
          : `shorten "${parts.word ?? parts.type}"`,
    })
  }
  return name
}
