import { createRequire } from 'node:module'
import type { RecordedSuite } from './record-suite.ts'

/** A recorded suite as YAML, to be put under `suites` of a project; what a person should know stands in comments. */
export function suiteText({ name, steps, secrets, leftOut }: RecordedSuite): string {
  const { Document, visit }: typeof import('yaml') = createRequire(import.meta.url)('yaml')
  const document = new Document({ suites: { [name]: { steps } } })
  visit(document, {
    Map: (_, map) => {
      // What is short stands in one line.
      const text = JSON.stringify(map.toJSON())
      if (text.length <= 90) map.flow = true
    },
    Seq: (_, list) => {
      if (JSON.stringify(list.toJSON()).length <= 60) list.flow = true
    },
  })
  const notes = [
    ...(secrets.length === 0 ? [] : [`secrets that it needs: ${secrets.join(', ')}`]),
    ...leftOut.map((what) => `left out: ${what}`),
  ]
  const comments = notes.map((note) => `# ${note.replaceAll(/\s+/g, ' ')}\n`).join('')
  return `${comments}${document.toString({ lineWidth: 0, flowCollectionPadding: true })}`
}
