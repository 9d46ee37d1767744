import { isReplacing, openSchemas } from '@project-utils/template'
import type { Replaces } from './template-changes.ts'

/** Properties that replace, although the published schema leaves it open. Source: the template reference of each type, "Update requires". */
const also: Readonly<Record<string, string>> = { 'AWS::DynamoDB::Table': 'KeySchema' }

/** What a change of a property does to its resource, by the published schemas. They are read when the first one is asked for. */
export function publishedReplaces(): Replaces {
  const schemas = openSchemas()
  return (type, path) => (also[type] === path[0] ? 'yes' : isReplacing(type, path, schemas))
}
