import { StrictMode, useCallback } from 'react'
import { createRoot } from 'react-dom/client'
import { openApi } from './api.ts'
import { App } from './app.tsx'
import { loadConfig } from './config.ts'
import { Notice } from './notice.tsx'
import { SiteContext } from './site.ts'
import './styles/page.css'
import './styles/form.css'
import './styles/report.css'
import { useLoad } from './use-load.ts'
import { browserStore, openVoter } from './voter.ts'

function Start() {
  const open = useCallback(async () => {
    const config = await loadConfig()
    return { config, api: openApi(config.apiUrl), voter: openVoter(browserStore()) }
  }, [])
  const { loading, again } = useLoad(open)
  if (loading.state === 'loading') return <p className="starting">Loading…</p>
  if (loading.state === 'failed') {
    return (
      <main className="page narrow">
        <Notice title="This site is not ready" message={loading.message} onRetry={again} />
      </main>
    )
  }
  return (
    <SiteContext value={loading.value}>
      <App />
    </SiteContext>
  )
}

document.documentElement.dataset['theme'] = import.meta.env['VITE_THEME'] ?? 'plain'
const root = document.getElementById('root')
if (root) {
  createRoot(root).render(
    <StrictMode>
      <Start />
    </StrictMode>,
  )
}
