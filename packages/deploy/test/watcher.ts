import { setTimeout as pause } from 'node:timers/promises'

/** What somebody outside saw of an application, request after request. */
export interface Watcher {
  /** What the application was at each look, without repetitions, in order: `API/page/script`. */
  seen(): readonly string[]
  /** Requests that were not answered as they should be. */
  failures(): readonly string[]
  /** How often it looked so far. */
  looks(): number
  /** Forgets what was seen. */
  forget(): void
  stop(): Promise<void>
}

/** Asks an application for its greeting, its page, and the script that the page names, again and again. */
export function watchApplication(urls: { readonly api: string; readonly site: string }): Watcher {
  const stopped = new AbortController()
  const failures: string[] = []
  let seen: string[] = []
  let looks = 0

  async function ask(url: string, type: string): Promise<string> {
    const response = await fetch(url)
    const text = await response.text()
    const isRight = response.status === 200 && response.headers.get('content-type')?.includes(type) === true
    if (!isRight)
      failures.push(`${url}: ${response.status} ${response.headers.get('content-type')} ${text.slice(0, 80)}`)
    return text
  }

  async function look(): Promise<void> {
    const greeting = await ask(`${urls.api}/hello`, 'json')
    const page = await ask(`${urls.site}/`, 'html')
    const script = /assets\/[\w.-]+/.exec(page)?.[0] ?? 'assets/none'
    const code = await ask(`${urls.site}/${script}`, 'javascript')
    await ask(`${urls.site}/config.json`, 'json')
    const now = [/hello \d+/.exec(greeting)?.[0], /tiny \d+/.exec(page)?.[0], /script \d+/.exec(code)?.[0]].join('/')
    if (seen.at(-1) !== now) seen.push(now)
    looks += 1
  }

  const watching = (async () => {
    while (!stopped.signal.aborted) {
      await look().catch((error: unknown) => void failures.push(String(error)))
      await pause(20)
    }
  })()
  return {
    seen: () => seen,
    failures: () => failures,
    looks: () => looks,
    forget: () => {
      seen = []
    },
    stop: async () => {
      stopped.abort()
      await watching
    },
  }
}
