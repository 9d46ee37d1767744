import { describe, expect, it } from 'vitest'
import { isMatch, type Match, parseRule, type Rule } from './rule.ts'

describe('parseRule', () => {
  it.each<[string, Rule]>([
    ['s3.PutObject=throttle', { match: { operation: 's3.PutObject' }, fault: 'throttle' }],
    ['s3.PutObject#2=throttle*3', { match: { operation: 's3.PutObject', nth: 2 }, fault: 'throttle', times: 3 }],
    ['*=delay:60*all', { match: { operation: '*' }, fault: 'delay', argument: 60, times: Number.POSITIVE_INFINITY }],
    ['unsigned.GET /a=lost-answer', { match: { operation: 'unsigned.GET /a' }, fault: 'lost-answer' }],
  ])('reads %s', (text, rule) => {
    expect(parseRule(text)).toEqual(rule)
  })

  it.each([
    ['throttle', 'a rule is'],
    ['s3.PutObject=throtle', 'no fault is called throtle; there are: throttle,'],
    ['*=delay:soon', 'a rule is'],
  ])('refuses %s', (text, message) => {
    expect(() => parseRule(text)).toThrow(message)
  })
})

describe('isMatch', () => {
  const put = { service: 's3', operation: 'PutObject', mutating: true }
  it.each<[Match, boolean]>([
    [{}, true],
    [{ operation: '*' }, true],
    [{ operation: 's3.*' }, true],
    [{ operation: 'PutObject' }, true],
    [{ operation: 's3.PutObject' }, true],
    [{ operation: 's3.GetObject' }, false],
    [{ operation: 'lambda.*' }, false],
    [{ mutating: false }, false],
    [{ path: '/locks/' }, true],
    [{ path: '/releases/' }, false],
  ])('of %j with a write to a lock is %s', (match, expected) => {
    expect(isMatch(match, put, '/bucket/p/locks/1.json')).toBe(expected)
  })
})
