import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { makeFolder } from '../build/folder.test.fixture.ts'
import { readRequirementsFile } from './requirements-file.ts'

function read(text: string, more: Readonly<Record<string, string>> = {}): ReturnType<typeof readRequirementsFile> {
  return readRequirementsFile(join(makeFolder({ 'requirements.txt': text, ...more }), 'requirements.txt'))
}

describe('a requirements file', () => {
  it('is read with comments, continuations, markers and hashes', () => {
    const text = [
      '# comment',
      'idna==3.10 \\',
      '    --hash=sha256:aa \\',
      '    --hash=sha256:bb  # via requests',
      'tomli>=2 ; python_version < "3.11"',
      '',
      'pkg[extra]==1.0 --config-settings="a=b"',
    ]
    const { lines, problems, unpinned, complete } = read(`\uFEFF${text.join('\r\n')}`)
    expect(lines).toEqual([
      'idna==3.10 --hash=sha256:aa --hash=sha256:bb',
      'tomli>=2 ; python_version < "3.11"',
      'pkg[extra]==1.0',
    ])
    expect({ problems, unpinned, complete }).toEqual({
      problems: [],
      unpinned: ['tomli>=2 ; python_version < "3.11"'],
      complete: false,
    })
  })

  it('is complete where every line has a hash', () => {
    expect(read('a==1 --hash=sha256:aa\nb==2 --hash=sha256:bb\n').complete).toBe(true)
  })

  it('brings along what it includes, each file once, and counts what constraints pin as pinned', () => {
    const { lines, constraints, unpinned, inputs } = read('-r more/base.txt\n--requirement=more/base.txt\na\n', {
      'more/base.txt': '-c ../limits.txt\nb==1\n-r ../requirements.txt\n',
      'limits.txt': 'A==2\n',
    })
    expect({ lines, constraints, unpinned }).toEqual({ lines: ['b==1', 'a'], constraints: ['A==2'], unpinned: [] })
    expect(inputs).toHaveLength(3)
  })

  it('hands options to the installer, with folders absolute', () => {
    const { options, inputs } = read(
      '-i https://a/simple\n--extra-index-url=https://b\n-f wheels\n--pre\n--no-binary x\n',
    )
    expect(options.slice(0, 2)).toEqual([
      ['--index-url', 'https://a/simple'],
      ['--extra-index-url', 'https://b'],
    ])
    expect(options.slice(2)).toEqual([['--find-links', expect.stringMatching(/^\/.*wheels$/)], ['--pre']])
    expect(inputs).toContain(options[2]?.[1])
  })

  it('tells local folders and wheels apart', () => {
    const { lines, locals, problems } = read('-e ./own[extra]\nother @ file:own\n./w/x-1-py3-none-any.whl\n.\n', {
      'own/own/__init__.py': '',
      'w/x-1-py3-none-any.whl': '',
    })
    expect(lines).toEqual([expect.stringMatching(/x-1-py3-none-any\.whl$/)])
    expect(locals.map((local) => local.split('/').slice(-1)[0])).toEqual(['own', 'own', expect.any(String)])
    expect(problems).toEqual([])
  })

  it.each([
    ['git+https://example.org/x.git@v1#egg=x', 'version control'],
    ['x @ git+ssh://git@example.org/x', 'x comes from version control'],
    ['x @ https://example.org/x-1.tar.gz', 'x is no wheel'],
    ['./nowhere', 'there is no ./nowhere'],
    ['-r nowhere.txt', 'there is no file nowhere.txt'],
    ['--what', 'this option is not known'],
  ])('refuses %s with its line', (line, message) => {
    const { problems } = read(`idna==3.10\n${line}\n`)
    expect(problems).toEqual([
      expect.objectContaining({ code: 'LAMBDA_REQUIREMENTS_INVALID', message: expect.stringContaining(message) }),
    ])
    expect(problems[0]?.where).toMatchObject({ line: 2 })
  })
})
