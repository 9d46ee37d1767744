import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import type { Making } from '../build/maker.ts'
import { handler, make, rulesOf } from './make.test.fixture.ts'

describe('the handler', () => {
  it.each([
    ['is defined', handler],
    ['is bound', 'class App:\n    pass\nhandler = App()\n'],
    ['is imported', 'from inner.deep import handler\n'],
    ['comes with all names of a module', 'from inner.deep import *\n'],
    [
      'is defined under a condition',
      'try:\n    import json\n    def handler(event, context): pass\nexcept ImportError:\n    raise\n',
    ],
    ['takes any arguments', 'def handler(*args, **kwargs): pass\n'],
    ['takes more arguments that have defaults', 'def handler(event, context, more=None): pass\n'],
    ['is async under a decorator', 'from inner.deep import wrap\n@wrap\nasync def handler(event): pass\n'],
  ])('that %s is taken', async (_, text) => {
    const inner = { 'inner/__init__.py': '', 'inner/deep.py': `${handler}def wrap(x): return x\n` }
    const making = await make({ 'app.py': text, ...inner })
    expect(making.problems).toEqual([])
    expect(rulesOf(making)).toEqual([])
  })

  it.each([
    ['def main(event, context): pass\n', 'LAMBDA_HANDLER_MISSING', 'app.main'],
    ['async def handler(event, context): pass\n', 'LAMBDA_HANDLER_STYLE', 'asyncio.run'],
    ['def handler(event): pass\n', 'LAMBDA_HANDLER_STYLE', 'def handler(event, context)'],
    ['def handler(event, context, callback): pass\n', 'LAMBDA_HANDLER_STYLE', 'def handler(event, context)'],
    ['def handler(event, context, *, must): pass\n', 'LAMBDA_HANDLER_STYLE', 'def handler(event, context)'],
  ])('that is %j is refused', async (text, code, hint) => {
    const { problems, made } = await make({ 'app.py': text })
    expect(problems).toEqual([expect.objectContaining({ code, hint: expect.stringContaining(hint) })])
    expect(made.size).toBe(0)
  })

  it('whose file is elsewhere is refused, and the way there told', async () => {
    const { problems } = await make({ 'src/app.py': handler })
    expect(problems).toEqual([
      expect.objectContaining({ code: 'LAMBDA_HANDLER_MISSING', hint: expect.stringContaining('src/app.py') }),
    ])
  })

  describe('that only running it can tell', () => {
    // Where no Python of the runtime is, nothing can be told: so the runtime is that of the Python here.
    const version = execFileSync('python3', ['-c', 'import sys; print("%d.%d" % sys.version_info[:2])'], {
      encoding: 'utf8',
    })
    const runtime = `python${version.trim()}`
    const taken = async (text: string): Promise<Making> => await make({ 'app.py': text }, { runtime })

    it('is taken where it is there', async () => {
      const making = await taken('globals()["handler"] = print\n')
      expect([making.problems, rulesOf(making)]).toEqual([[], []])
    })

    it.each([
      ['globals()["other"] = print\n', 'LAMBDA_HANDLER_MISSING'],
      ['globals()["handler"] = 1\n', 'LAMBDA_HANDLER_STYLE'],
    ])('is refused where it is not: %j', async (text, code) => {
      expect((await taken(text)).problems).toEqual([expect.objectContaining({ code })])
    })

    it.each([
      ['import socket\nsocket.create_connection(("127.0.0.1", 9))\n', 'socket.'],
      ['import subprocess\nsubprocess.run(["true"])\n', 'subprocess.Popen'],
      ['import os\nos.system("true")\n', 'os.system'],
      ['import os\nos.environ["HOST_SETTING"]\n', 'HOST_SETTING'],
      ['open("written.txt", "w")\n', 'writing to files'],
    ])('is told where it cannot be run: %j', async (text, reason) => {
      const { made, problems } = await taken(`globals()["handler"] = print\n${text}`)
      expect(problems).toEqual([])
      const findings = [...made.values()].flatMap((each) => each.findings)
      expect(findings).toEqual([
        expect.objectContaining({ rule: 'lambda/handler-unproven', message: expect.stringContaining(reason) }),
      ])
    })
  })
})

describe('a syntax error', () => {
  it('in what the handler reaches is refused with file and line', async () => {
    const { problems } = await make({ 'app.py': `import lib\n${handler}`, 'lib.py': 'x = 1\ndef broken(:\n' })
    expect(problems).toEqual([expect.objectContaining({ code: 'LAMBDA_BUILD_FAILED' })])
    expect(problems[0]?.where).toMatchObject({ file: 'lib.py', line: 2 })
  })

  it('elsewhere is packed', async () => {
    expect((await make({ 'app.py': handler, 'template.py': '{{ name }}:' })).problems).toEqual([])
  })
})

describe('an import', () => {
  it('that nothing provides is told, once, where the handler reaches it', async () => {
    const making = await make({
      'app.py': `import json, boto3, botocore.config\nimport requests\nfrom lib import x\n${handler}`,
      'lib.py': 'import requests.sessions\nx = 1\n',
      'tests/test_app.py': 'import pytest\n',
    })
    const findings = [...making.made.values()].flatMap((made) => made.findings)
    expect(findings.map(({ rule, message }) => [rule, message])).toEqual([
      ['lambda/import-missing', expect.stringContaining('app.py:2 imports requests')],
    ])
  })

  it('that a layer has to bring is told as such', async () => {
    const layers = { places: { layers: { file: 'template.yaml' } } }
    const { made } = await make({ 'app.py': `import requests\n${handler}` }, layers)
    expect([...made.values()].flatMap(({ findings }) => findings)).toEqual([
      expect.objectContaining({ rule: 'lambda/import-missing', severity: 'info' }),
    ])
  })

  it('that the code does without, or only type checkers need, is not told', async () => {
    const text = `try:\n    import ujson\nexcept ImportError:\n    ujson = None\nfrom typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import mypy_boto3\n${handler}`
    expect(rulesOf(await make({ 'app.py': text }))).toEqual([])
  })
})
