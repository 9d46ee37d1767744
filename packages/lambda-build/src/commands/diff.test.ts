import { expect, it } from 'vitest'
import { compareFiles } from './diff.ts'

it('tells which files were added, removed and changed, with sizes, and which only run now', () => {
  const before = [
    { path: 'a.js', size: 1, sha256: '1' },
    { path: 'gone.js', size: 2, sha256: '2' },
    { path: 'run.sh', size: 3, sha256: '3' },
    { path: 'same.js', size: 4, sha256: '4' },
  ]
  const after = [
    { path: 'a.js', size: 5, sha256: '5' },
    { path: 'new.js', size: 6, sha256: '6' },
    { path: 'run.sh', size: 3, sha256: '3', executable: true },
    { path: 'same.js', size: 4, sha256: '4' },
  ]
  expect(compareFiles(before, after)).toEqual([
    { path: 'a.js', change: 'changed', before: 1, after: 5 },
    { path: 'gone.js', change: 'removed', before: 2, after: null },
    { path: 'new.js', change: 'added', before: null, after: 6 },
    { path: 'run.sh', change: 'mode changed', before: 3, after: 3 },
  ])
})
