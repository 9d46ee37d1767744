/** What differs between environments; read at run time, so that one build serves them all. */
export interface Config {
  readonly apiUrl: string
  readonly showLeaderboard: boolean
  readonly environment: string
}

/** Reads `/config.json`. Throws a message for people if it is absent or no settings. */
export async function loadConfig(fetchJson: typeof fetch = fetch): Promise<Config> {
  const response = await fetchJson('/config.json', { cache: 'no-cache' })
  if (!response.ok) throw new Error(`The settings of this site were not found (${response.status}).`)
  return parseConfig(await response.json().catch(() => undefined))
}

/** Checks settings; only the API's address is a must. */
export function parseConfig(value: unknown): Config {
  const fields = typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  const { apiUrl, showLeaderboard, environment } = fields
  if (typeof apiUrl !== 'string' || !URL.canParse(apiUrl)) throw new Error('The settings of this site name no API.')
  return {
    apiUrl: apiUrl.replace(/\/+$/, ''),
    showLeaderboard: showLeaderboard === true || showLeaderboard === 'true',
    environment: typeof environment === 'string' ? environment : '',
  }
}
