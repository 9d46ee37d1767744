import type { MouseEvent, ReactNode } from 'react'
import { navigate } from './route.ts'

interface LinkProps {
  readonly to: string
  readonly className?: string
  readonly children: ReactNode
}

/** A link to another page of this site; a click with a modifier key is left to the browser. */
export function Link({ to, children, ...rest }: LinkProps) {
  function follow(event: MouseEvent): void {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
    event.preventDefault()
    navigate(to)
  }
  return (
    <a href={to} onClick={follow} {...rest}>
      {children}
    </a>
  )
}
