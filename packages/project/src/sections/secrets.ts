import * as v from 'valibot'
import { defineSection, type Section } from '../section.ts'

/** How a secret comes to be; its value never stands in the configuration. */
export interface SecretSettings {
  /** Length of a random value. */
  readonly generate?: number
}

export type Secrets = Readonly<Record<string, SecretSettings>>

/** `secrets`: by name. */
export const secrets: Section<'secrets', Secrets> = defineSection({
  key: 'secrets',
  summary: 'Secrets of the project by name; how they come to be, never what they are.',
  reserved: true,
  schema: v.record(
    v.pipe(
      v.string(),
      v.regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, 'must be lower-case letters, digits and single hyphens'),
    ),
    v.pipe(
      v.strictObject({
        generate: v.exactOptional(
          v.pipe(
            v.number(),
            v.integer('must be a whole number'),
            v.minValue(8, 'must be at least 8'),
            v.maxValue(4096, 'must be at most 4096'),
            v.description('Makes a random value of so many characters when there is none.'),
          ),
        ),
      }),
      v.description('One secret.'),
    ),
  ),
  resolve: (raw) => raw ?? {},
})
