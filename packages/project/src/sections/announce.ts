import * as v from 'valibot'
import { text } from '../fields.ts'
import type { Text } from '../reference.ts'
import { defineSection, type Section } from '../section.ts'

/** Where a finished release is told, and with which words. */
export interface Announce {
  /** Mostly a secret: whoever knows it can write there. */
  readonly webhook: Text
  /** Absent: project, environment, release and actor. */
  readonly text?: Text
}

/** `announce`: tells a team's chat that a release is live. */
export const announce: Section<'announce', Announce | undefined> = defineSection({
  key: 'announce',
  summary:
    'Tells a chat that a release is live: sends `{"text": …}` to an incoming webhook (Slack, Mattermost, Teams) after the suites have passed. A chat that does not answer stops nothing.',
  schema: v.strictObject({
    webhook: v.pipe(text, v.description('URL of the webhook, mostly `${secret:name}`.')),
    text: v.exactOptional(
      v.pipe(text, v.description('What is said. Default: project, environment, release and who deployed it.')),
    ),
  }),
  resolve: (raw, context) => {
    if (raw === undefined) return undefined
    return {
      webhook: context.text(['webhook']),
      ...(raw.text === undefined ? {} : { text: context.text(['text']) }),
    }
  },
})
