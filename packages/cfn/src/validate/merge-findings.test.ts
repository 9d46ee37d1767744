import type { Finding } from '@project-utils/contract'
import { describe, expect, test } from 'vitest'
import { mergeFindings } from './merge-findings.ts'

const unused = 'template/unused-suppression'
const one = (message: string, rule = 'template/x', line = 1): Finding => ({
  ...{ rule, category: 'cost', severity: 'warning', message },
  where: { file: 'a.yaml', line, column: 1 },
})
const texts = (...looks: readonly (readonly [environment: string, ...findings: Finding[]])[]): readonly string[] =>
  mergeFindings(
    looks.map(([environment, ...findings]) => ({ environment, findings })),
    unused,
  ).map(({ message }) => message)

describe('mergeFindings', () => {
  test('tells once what holds in all environments', () => {
    expect(texts(['dev', one('a')], ['prod', one('a')])).toEqual(['a'])
  })

  test('names the environments of what holds in some', () => {
    expect(texts(['dev', one('a')], ['staging'], ['prod', one('a')])).toEqual(['a (in dev, prod)'])
  })

  test('keeps apart what differs in its words or its place', () => {
    expect(texts(['dev', one('a'), one('b'), one('a', 'template/x', 2)])).toEqual(['a', 'b', 'a'])
  })

  test('calls a suppression unused only where no environment uses it', () => {
    expect(texts(['dev', one('nothing breaks it', unused)], ['prod'])).toEqual([])
    expect(texts(['dev', one('nothing breaks it', unused)], ['prod', one('nothing breaks it', unused)])).toEqual([
      'nothing breaks it',
    ])
  })

  test('takes several regions of one environment as one', () => {
    expect(texts(['prod', one('a')], ['prod'])).toEqual(['a'])
  })
})
