import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

type Environment = Readonly<Record<string, string>>

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome', 'msedge']

/** Where installers put it, by platform. */
function usualPlaces(platform: NodeJS.Platform, environment: Environment): readonly string[] {
  if (platform === 'darwin') {
    return ['Google Chrome', 'Chromium', 'Microsoft Edge'].map(
      (name) => `/Applications/${name}.app/Contents/MacOS/${name}`,
    )
  }
  if (platform !== 'win32') return names.flatMap((name) => [`/usr/bin/${name}`, `/snap/bin/${name}`])
  const roots = ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'].flatMap((name) => environment[name] ?? [])
  const files = ['Google\\Chrome\\Application\\chrome.exe', 'Microsoft\\Edge\\Application\\msedge.exe']
  return roots.flatMap((root) => files.map((file) => join(root, file)))
}

/**
 * An installed Chromium: the one that `PROJECT_UTILS_BROWSER` names, else one of the path, of the usual places, or
 * Playwright's own (`bundled`); or why there is none and how to get one.
 */
export function findChromium(
  environment: Environment,
  bundled: () => string,
  platform: NodeJS.Platform = process.platform,
  isThere: (path: string) => boolean = existsSync,
): { readonly path: string } | { readonly missing: string } {
  const given = environment['PROJECT_UTILS_BROWSER'] ?? ''
  if (given !== '' && given !== 'required') {
    return isThere(given) ? { path: given } : { missing: `no browser at ${given}, which PROJECT_UTILS_BROWSER names` }
  }
  const extension = platform === 'win32' ? '.exe' : ''
  const folders = (environment['PATH'] ?? environment['Path'] ?? '').split(delimiter).filter((one) => one !== '')
  const onPath = names.flatMap((name) => folders.map((folder) => join(folder, `${name}${extension}`)))
  const path = [...onPath, ...usualPlaces(platform, environment), bundled()].find((one) => one !== '' && isThere(one))
  if (path !== undefined) return { path }
  const ways =
    'apt-get install chromium, or npx playwright-core install chromium, or name one with --browser or PROJECT_UTILS_BROWSER'
  return { missing: `no Chromium is installed, so the page was not opened: ${ways}` }
}
