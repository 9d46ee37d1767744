/**
 * What no function needs and machines leave behind, at any depth: version control, editors, operating systems, caches of
 * tools, their build output, settings of linters, formatters and CI, and what this tool reads itself. Sources: the templates of github/gitignore (Global, Node,
 * Python), 2026-11.
 */
const names: ReadonlySet<string> = new Set([
  ...['.git', '.gitattributes', '.gitignore', '.gitkeep', '.gitmodules', '.hg', '.svn'],
  ...['.idea', '.vscode', '.DS_Store', 'Thumbs.db', 'desktop.ini', 'Icon\r'],
  ...['__pycache__', '.venv', '.mypy_cache', '.nox', '.pytest_cache', '.ruff_cache', '.tox'],
  ...['.aws-sam', '.nyc_output', '.serverless', '.terraform', '.coverage'],
  ...['.github', '.gitlab-ci.yml', '.circleci', '.travis.yml', '.devcontainer', '.husky', '.dockerignore'],
  ...['.editorconfig', '.nvmrc', '.node-version', '.python-version', '.tool-versions', '.pre-commit-config.yaml'],
  ...[
    '.coveragerc',
    '.flake8',
    '.isort.cfg',
    '.pylintrc',
    '.bandit',
    '.eslintcache',
    '.eslintignore',
    '.prettierignore',
  ],
  ...['.lambdaignore', '.project-utils'],
])

/** Settings of linters and test runners; Python's bytecode; backup, lock and swap files of editors; AppleDouble files. */
const patterns = /^\.(eslintrc|prettierrc|mocharc|nycrc|stylelintrc)(\.\w+)?$|\.py[co]$|~$|^\.#|^#.*#$|\.sw[op]$|^\._/

/** What package managers note for themselves, which differs from machine to machine. */
const noted = /(^|\/)node_modules\/\.(bin|cache|modules\.yaml|package-lock\.json|yarn-integrity|yarn-state\.yml)$/

/** Whether a file or folder stays out of an artifact unless `!` in a pattern brings it back. */
export function isLeftOut(path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1)
  return names.has(name) || patterns.test(name) || noted.test(path)
}
