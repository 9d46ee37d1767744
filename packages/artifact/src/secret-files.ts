/** How a file is told to be a secret. */
export interface SecretRule {
  /** What it is, in words: `a private key`. */
  readonly what: string
  /** By its path inside the artifact, or on the disk. */
  readonly path: RegExp
  /** What must stand in it too, in the first 64 KB; absent where the name is enough. */
  readonly content?: RegExp
}

/** Labels of RFC 7468, of PKCS #1, SEC 1 and OpenSSH: all end in `PRIVATE KEY`. PuTTY has its own. */
const privateKey = /-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----|^PuTTY-User-Key-File-/
/** A password or token that is not taken from the environment, as `${NPM_TOKEN}` is. */
const written = '\\s*[:=]\\s*["\']?(?!\\s|["\']|\\$\\{)'

/**
 * Files that hold secrets by what they are made for, judged by their content where they need not. The list follows the
 * signatures of michenriksen/gitrob (`core/signatures.go`, 0814be0), of which those are left out that are no secrets, or
 * never lie beside code; the formats are those of the programs' own documentation: npm and yarn (`.npmrc`,
 * `.yarnrc.yml`), the Python Packaging User Guide (`.pypirc`), curl (`.netrc`), git-credential-store, the AWS CLI,
 * Google Cloud (service account keys), Docker (`config.json`), PostgreSQL (`.pgpass`), Terraform (state holds the values
 * of all resources).
 */
export const secretRules: readonly SecretRule[] = [
  {
    what: 'environment values',
    path: /(^|\/)(\.env(\.(?!([^/]*\.)?(example|sample|template|dist|schema|defaults)$)[^/]*)?|[^/]+\.env|\.envrc)$/i,
    content: /^\s*(export\s+)?[\w.-]+\s*[:=]\s*["']?[^\s"'#]/m,
  },
  { what: 'a private key', path: /\.(pem|key|pk8|p8|ppk|crt|cer|cert)$/i, content: privateKey },
  { what: 'a private key', path: /(^|\/)id_(rsa|dsa|ecdsa|ed25519)(_sk)?(\.(?!pub$)[^/]*)?$/ },
  { what: 'a key store', path: /\.(p12|pfx|pkcs12|jks|keystore|kdbx)$/i },
  { what: 'a token of npm', path: /(^|\/)\.npmrc$/, content: new RegExp(`(_authToken|_auth|_password)${written}`) },
  {
    what: 'a token of yarn',
    path: /(^|\/)\.yarnrc(\.yml)?$/,
    content: new RegExp(`(npmAuthToken|npmAuthIdent|_authToken)"?${written}`),
  },
  { what: 'a password of PyPI', path: /(^|\/)\.pypirc$/, content: new RegExp(`password${written}`) },
  { what: 'passwords', path: /(^|\/)(\.netrc|_netrc|\.pgpass|\.htpasswd|\.my\.cnf|\.s3cfg|\.boto|\.dockercfg)$/ },
  { what: 'passwords of git', path: /(^|\/)\.git-credentials$/ },
  { what: 'the settings of the AWS CLI', path: /(^|\/)\.aws\// },
  {
    what: 'an access key',
    path: /(^|\/)(credentials|(\w*_)?accessKeys\.csv|rootkey\.csv)$/,
    content: /aws_secret_access_key|Secret access key|AWSSecretKey/i,
  },
  {
    what: 'a key of Google Cloud',
    path: /(service[-_]?account|credential|secret|firebase|gcp|google|key)[^/]*\.json$/i,
    content: /"type"\s*:\s*"service_account"[\s\S]*"private_key"\s*:/,
  },
  { what: 'passwords of Docker', path: /(^|\/)\.docker\/config\.json$/, content: /"auth"\s*:\s*"/ },
  { what: 'the settings of a cluster', path: /(^|\/)(\.kube\/config|kubeconfig)$/ },
  { what: 'the state of Terraform', path: /\.tfstate(\.backup|\.\d+\.backup)?$/ },
  { what: 'values of Terraform', path: /(^|\/)terraform\.tfvars(\.json)?$|\.auto\.tfvars(\.json)?$/ },
]
