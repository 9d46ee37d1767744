import { expect, it } from 'vitest'
import { findChromium } from './find-chromium.ts'

const none = (): string => ''

it.each([
  [
    'the one that is named',
    { PROJECT_UTILS_BROWSER: '/opt/my-chrome', PATH: '/usr/bin' },
    'linux',
    ['/opt/my-chrome', '/usr/bin/chromium'],
    '/opt/my-chrome',
  ],
  ['one of the path, in its order', { PATH: '/a:/b' }, 'linux', ['/b/chromium', '/usr/bin/chromium'], '/b/chromium'],
  ['one where installers put it', {}, 'linux', ['/usr/bin/google-chrome'], '/usr/bin/google-chrome'],
  [
    'one of a Mac',
    {},
    'darwin',
    ['/Applications/Chromium.app/Contents/MacOS/Chromium'],
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
  ],
  [
    'any where one is only required',
    { PROJECT_UTILS_BROWSER: 'required' },
    'linux',
    ['/usr/bin/chromium'],
    '/usr/bin/chromium',
  ],
] as const)('finds %s', (_, environment, platform, there, path) => {
  expect(findChromium(environment, none, platform, (file) => there.some((one) => one === file))).toEqual({ path })
})

it('takes that of Playwright where nothing else is installed', () => {
  const bundled = '/home/ada/.cache/ms-playwright/chromium/chrome'
  expect(
    findChromium(
      {},
      () => bundled,
      'linux',
      (file) => file === bundled,
    ),
  ).toEqual({ path: bundled })
})

it('says how to get one where there is none, and does not look for another than the one that is named', () => {
  expect(findChromium({}, none, 'linux', () => false)).toEqual({
    missing: expect.stringMatching(/no Chromium is installed.*apt-get install chromium/),
  })
  expect(findChromium({ PROJECT_UTILS_BROWSER: '/gone' }, none, 'linux', (file) => file !== '/gone')).toEqual({
    missing: expect.stringContaining('/gone'),
  })
})
