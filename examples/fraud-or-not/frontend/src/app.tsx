import { useEffect, useRef } from 'react'
import { HomePage } from './home-page.tsx'
import { Logo } from './icons.tsx'
import { Link } from './link.tsx'
import { Notice } from './notice.tsx'
import { ReportPage } from './report-page.tsx'
import { parsePath, usePath } from './route.ts'
import { useSite } from './site.ts'

/** The frame around the pages. */
export function App() {
  const { config } = useSite()
  const path = usePath()
  const route = parsePath(path)
  const main = useRef<HTMLElement>(null)
  const shown = useRef(path)
  useEffect(() => {
    document.title =
      route.page === 'home' ? 'Fraud or not?' : route.page === 'report' ? 'Report – Fraud or not?' : 'Not found'
    // After a change of page, not on the first: a screen reader goes on at the new page's beginning.
    if (shown.current !== path) main.current?.focus()
    shown.current = path
  }, [route.page, path])
  return (
    <>
      <header className="top">
        <Link to="/" className="brand">
          <Logo />
          <span>Fraud or not?</span>
        </Link>
        {config.environment !== '' && config.environment !== 'prod' && (
          <span className="environment" data-testid="environment">
            {config.environment}
          </span>
        )}
      </header>
      <main className="page" ref={main} tabIndex={-1}>
        {route.page === 'home' && <HomePage />}
        {route.page === 'report' && <ReportPage key={route.id} id={route.id} />}
        {route.page === 'missing' && (
          <Notice title="Nothing is here" message="The address may be misspelt.">
            <Link to="/">See all reports</Link>
          </Notice>
        )}
      </main>
      <footer className="bottom">
        Votes are opinions of visitors, not a finding. When in doubt, do not pay and do not click.
      </footer>
    </>
  )
}
