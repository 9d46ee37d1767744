type Environment = Readonly<Record<string, string | undefined>>

const telling =
  /(^|_)(SECRETS?|TOKENS?|PASSWORD|PASSWD|PASSPHRASE|PWD|CREDENTIALS?|PRIVATE_?KEY|API_?KEY|ACCESS_?KEY|SECRET_?KEY|AUTH|PAT)$/i

/** Folders that shells keep under names that sound like passwords. */
const folders = new Set(['PWD', 'OLDPWD'])

/**
 * The values of environment variables whose names say that they are secret, such as `GITHUB_TOKEN`, and passwords inside
 * addresses. Hooks and builds inherit them and may print them. Values under eight characters, and numbers, are ordinary
 * text more often than secrets and are left out.
 */
export function environmentSecrets(environment: Environment): readonly string[] {
  return Object.entries(environment).flatMap(([name, value = '']) => {
    const own = telling.test(name) && !folders.has(name) && !value.startsWith('/') ? [value] : []
    return [...own, ...passwordsIn(value)].filter((secret) => secret.length >= 8 && !/^\d+$/.test(secret))
  })
}

/** The password of `scheme://user:password@host`, as written and as meant. */
function passwordsIn(value: string): readonly string[] {
  const [, written] = /^[a-z][a-z0-9+.-]*:\/\/[^\s/:@]*:([^\s/@]+)@/i.exec(value) ?? []
  if (written === undefined) return []
  try {
    return [written, decodeURIComponent(written)]
  } catch {
    return [written]
  }
}
