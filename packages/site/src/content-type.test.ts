import { expect, test } from 'vitest'
import { looksLikeHtml, mediaType } from './content-type.ts'

test.each([
  ['assets/app.js', 'text/javascript; charset=utf-8'],
  ['assets/app.MJS', 'text/javascript; charset=utf-8'],
  ['index.html', 'text/html; charset=utf-8'],
  ['site.webmanifest', 'application/manifest+json; charset=utf-8'],
  ['app.wasm', 'application/wasm'],
  ['font.woff2', 'font/woff2'],
  ['logo.svg', 'image/svg+xml; charset=utf-8'],
  ['.well-known/apple-app-site-association', 'application/json; charset=utf-8'],
  ['archive.tar.gz', 'application/gzip'],
  ['data.constructor', undefined],
  ['__proto__', undefined],
  ['LICENSE', undefined],
  ['dot.', undefined],
])('gives %s the type %s', (key, type) => {
  expect(mediaType(key)).toBe(type)
})

test.each([
  ['<!DOCTYPE html><html>', true],
  ['\uFEFF  <html lang="en">', true],
  ['<!doctype\nhtml >', true],
  ['<htmlish>', false],
  ['{"a":1}', false],
  ['', false],
])('tells whether %j begins an HTML page', (text, isHtml) => {
  expect(looksLikeHtml(new TextEncoder().encode(text))).toBe(isHtml)
})
