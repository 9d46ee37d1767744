import type { ReactNode } from 'react'

interface NoticeProps {
  readonly title: string
  readonly message: string
  readonly onRetry?: () => void
  readonly children?: ReactNode
}

/** Says what went wrong, and what can be done. */
export function Notice({ title, message, onRetry, children }: NoticeProps) {
  return (
    <section className="notice" role="alert" data-testid="notice">
      <h1>{title}</h1>
      <p>{message}</p>
      {onRetry && (
        <button type="button" className="button" onClick={onRetry}>
          Try again
        </button>
      )}
      {children}
    </section>
  )
}
