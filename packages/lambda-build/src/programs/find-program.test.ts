import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { expect, it } from 'vitest'
import { commandLine } from './command-line.ts'
import { findProgram, programPaths } from './find-program.ts'

it('finds the first file on the PATH that can be run', () => {
  const folder = mkdtempSync(join(tmpdir(), 'programs-'))
  try {
    const folders = ['a', 'b', 'c', 'd'].map((name) => join(folder, name))
    for (const each of folders) mkdirSync(each)
    mkdirSync(join(folder, 'a', 'tool'))
    writeFileSync(join(folder, 'b', 'tool'), '')
    for (const name of ['c', 'd']) {
      writeFileSync(join(folder, name, 'tool'), '')
      chmodSync(join(folder, name, 'tool'), 0o755)
    }
    expect(findProgram('tool', { PATH: folders.join(delimiter) })).toBe(join(folder, 'c', 'tool'))
    expect(findProgram('other', { PATH: folders.join(delimiter) })).toBeUndefined()
    expect(findProgram('tool', {})).toBeUndefined()
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

it.each([
  [
    { Path: 'C:\\a;;C:\\b', PATHEXT: '.EXE;.CMD' },
    ['C:\\a\\npm.exe', 'C:\\a\\npm.cmd', 'C:\\b\\npm.exe', 'C:\\b\\npm.cmd'],
  ],
  [{ PATH: 'C:\\a' }, ['C:\\a\\npm.com', 'C:\\a\\npm.exe', 'C:\\a\\npm.bat', 'C:\\a\\npm.cmd']],
])('looks on Windows for all endings, whatever the case of the names: %j', (environment, paths) => {
  expect(programPaths('npm', environment, true)).toEqual(paths)
})

it('looks elsewhere for the name alone', () => {
  expect(programPaths('npm', { PATH: '/a:/b', PATHEXT: '.EXE' }, false)).toEqual(['/a/npm', '/b/npm'])
})

it.each([
  ['a program', 'C:\\uv.exe', ['a b', '%'], true, { program: 'C:\\uv.exe', parameters: ['a b', '%'], quoted: false }],
  ['a file of another system', '/bin/npm.cmd', ['a'], false, { program: '/bin/npm.cmd', parameters: ['a'] }],
  [
    'a batch file',
    'C:\\npm.cmd',
    ['ci', '--cpu=x64'],
    true,
    {
      program: 'cmd.exe',
      parameters: ['/d', '/s', '/c', '"^"C:\\npm.cmd^" ^^^"ci^^^" ^^^"--cpu=x64^^^""'],
      quoted: true,
    },
  ],
  [
    'a batch file with what means something to the interpreter',
    'C:\\npm.cmd',
    ['a&b', 'say "hi"\\'],
    true,
    { parameters: ['/d', '/s', '/c', '"^"C:\\npm.cmd^" ^^^"a^^^&b^^^" ^^^"say^^^ \\^^^"hi\\^^^"\\\\^^^""'] },
  ],
])('starts %s', (_, program, parameters, isWindows, expected) => {
  expect(commandLine(program, parameters, {}, isWindows)).toMatchObject(expected)
})
