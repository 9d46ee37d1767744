import { createContext, useContext } from 'react'
import type { Api } from './api.ts'
import type { Config } from './config.ts'
import type { Voter } from './voter.ts'

/** What every page works with. */
export interface Site {
  readonly config: Config
  readonly api: Api
  readonly voter: Voter
}

export const SiteContext = createContext<Site | undefined>(undefined)

/** Gives the site that `main.tsx` opened. */
export function useSite(): Site {
  const site = useContext(SiteContext)
  if (!site) throw new Error('useSite is used outside of SiteContext')
  return site
}
