import * as v from 'valibot'
import { text } from '../fields.ts'
import { defineSection, type Section } from '../section.ts'

/** Domain names by what they lead to. */
export type Domains = Readonly<Record<string, string>>

const hostname = /^(?=.{1,253}$)(?!-)[a-z0-9-]{1,63}(?<!-)(\.(?!-)[a-z0-9-]{1,63}(?<!-))+$/

/** `domains`: own domain names. */
export const domains: Section<'domains', Domains> = defineSection({
  key: 'domains',
  summary:
    'Own domain names, by what they lead to, such as `site: example.com`. May hold `${env}`, `${flags.x}` and `${values.x}`.',
  reserved: true,
  schema: v.record(v.string(), v.pipe(text, v.description('A domain name in lower-case letters.'))),
  resolve: (raw = {}, context) =>
    Object.fromEntries(
      Object.keys(raw).map((name) => {
        const domain = context.words([name])
        if (domain !== '' && !hostname.test(domain)) {
          context.problem([name], {
            code: 'PROJECT_VALUE_INVALID',
            message: `"${domain}" is no domain name`,
            hint: 'write it without https:// and path, in lower-case letters, such as www.example.com',
          })
        }
        return [name, domain]
      }),
    ),
})
