import { useSyncExternalStore } from 'react'

export type Route =
  | { readonly page: 'home' }
  | { readonly page: 'report'; readonly id: string }
  | { readonly page: 'missing' }

/** Tells which page a path names. */
export function parsePath(path: string): Route {
  const [first, id, ...rest] = path.split('/').filter((part) => part !== '')
  if (first === undefined) return { page: 'home' }
  if (first === 'reports' && id !== undefined && rest.length === 0) return { page: 'report', id }
  return { page: 'missing' }
}

/** The path of a report's own page. */
export function reportPath(id: string): string {
  return `/reports/${id}`
}

const moved = 'fraud-or-not:moved'

/** Opens another page without loading the document again. */
export function navigate(path: string): void {
  history.pushState(null, '', path)
  window.scrollTo(0, 0)
  window.dispatchEvent(new Event(moved))
}

/** Follows the address bar. */
export function usePath(): string {
  return useSyncExternalStore(subscribe, () => location.pathname)
}

function subscribe(changed: () => void): () => void {
  for (const event of ['popstate', moved]) window.addEventListener(event, changed)
  return () => {
    for (const event of ['popstate', moved]) window.removeEventListener(event, changed)
  }
}
