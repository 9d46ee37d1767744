import * as v from 'valibot'
import { defineSection, type Section } from '../section.ts'

/** Who may deploy without a person's keys. */
export interface Identity {
  readonly github?: { readonly repository: string; readonly repositoryId?: number }
}

/** `identity`: CI identities by OIDC. */
export const identity: Section<'identity', Identity> = defineSection({
  key: 'identity',
  summary: 'Identities for CI: which repository may take the deploy roles, without any long-lived key.',
  reserved: true,
  schema: v.strictObject({
    github: v.exactOptional(
      v.pipe(
        v.strictObject({
          repository: v.pipe(
            v.string(),
            v.regex(/^[A-Za-z0-9-]+\/[A-Za-z0-9._-]+$/, 'must be written as owner/name, such as "example/shop"'),
            v.description('The repository as `owner/name`.'),
          ),
          repositoryId: v.exactOptional(
            v.pipe(
              v.number(),
              v.integer('must be a whole number'),
              v.minValue(1, 'must be positive'),
              v.description(
                'Its numeric id, which stays when the repository is renamed and is never given to another: `gh api repos/OWNER/NAME --jq .id`.',
              ),
            ),
          ),
        }),
        v.description('GitHub Actions.'),
      ),
    ),
  }),
  resolve: (raw) => raw ?? {},
})
