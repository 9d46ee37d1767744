import { useCallback, useEffect, useRef, useState } from 'react'

export type Loading<T> =
  | { readonly state: 'loading' }
  | { readonly state: 'failed'; readonly message: string; readonly code: string }
  | { readonly state: 'ready'; readonly value: T }

export interface Load<T> {
  readonly loading: Loading<T>
  /** Replaces what was loaded by what is known better. */
  set(value: T): void
  again(): void
}

/** Loads something when it is first shown and when `load` changes; an answer that comes too late is dropped. */
export function useLoad<T>(load: () => Promise<T>): Load<T> {
  const [loading, setLoading] = useState<Loading<T>>({ state: 'loading' })
  const latest = useRef(0)
  const again = useCallback(() => {
    const mine = ++latest.current
    const show = (next: Loading<T>): void => {
      if (mine === latest.current) setLoading(next)
    }
    show({ state: 'loading' })
    load().then(
      (value) => show({ state: 'ready', value }),
      (error) => show({ state: 'failed', message: error.message, code: String(error.code) }),
    )
  }, [load])
  useEffect(() => {
    again()
    return () => {
      latest.current += 1
    }
  }, [again])
  const set = useCallback((value: T) => setLoading({ state: 'ready', value }), [])
  return { loading, set, again }
}
