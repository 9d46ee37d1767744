import { canonicalJson, type Json } from '@project-utils/contract'

/** The key of the run-time configuration: written at publishing, never part of a build. */
export const configKey = 'config.json'

/**
 * The text of `config.json`: keys in bytewise order at every depth, two spaces, one newline at its end. The same
 * configuration gives the same bytes on every machine.
 */
export function configJson(config: Readonly<Record<string, Json>>): string {
  return `${JSON.stringify(JSON.parse(canonicalJson(config)), null, 2)}\n`
}
