import type { Verdict } from './report.ts'

/** Who this browser is towards the API, and how it has voted. */
export interface Voter {
  readonly token: string
  votedOn(id: string): Verdict | 'voted' | undefined
  /** `voted` where the API knows of a vote that this browser has forgotten. */
  remember(id: string, vote: Verdict | 'voted'): void
}

type Store = Pick<Storage, 'getItem' | 'setItem'>

/** Opens the voter kept in `store`; makes a token of chance on the first visit. */
export function openVoter(store: Store): Voter {
  const token = store.getItem('voter') ?? crypto.randomUUID()
  store.setItem('voter', token)
  return {
    token,
    votedOn(id) {
      const vote = store.getItem(`vote:${id}`)
      return vote === 'fraud' || vote === 'genuine' || vote === 'voted' ? vote : undefined
    },
    remember: (id, vote) => store.setItem(`vote:${id}`, vote),
  }
}

/** The browser's own store, or one that lasts as long as the page where the browser forbids its use. */
export function browserStore(): Store {
  try {
    localStorage.setItem('probe', 'probe')
    localStorage.removeItem('probe')
    return localStorage
  } catch {
    const kept = new Map<string, string>()
    return { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => void kept.set(key, value) }
  }
}
