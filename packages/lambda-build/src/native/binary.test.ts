import { closeSync, openSync, readFileSync, readSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { makeFolder } from '../build/folder.test.fixture.ts'
import { elfFor, makeElf, makeMachO, makePe } from './binary.test.fixture.ts'
import { mayBeBinary, readBinary } from './binary.ts'
import { compareVersions } from './elf.ts'

describe('readBinary', () => {
  it.each([
    [64, false],
    [64, true],
    [32, false],
    [32, true],
  ] as const)('reads an ELF file of %i bits, most significant byte first: %s', (bits, big) => {
    const content = makeElf({
      bits,
      big,
      machine: 183,
      needs: ['libm.so.6', 'libc.so.6'],
      versions: { 'libm.so.6': ['GLIBC_2.9'], 'libc.so.6': ['GLIBC_2.34', 'GLIBC_2.4', 'GLIBC_PRIVATE'] },
      interpreter: '/lib/ld-linux-aarch64.so.1',
    })
    expect(readBinary({ content })).toEqual({
      format: 'elf',
      architecture: 'arm64',
      bits,
      needs: ['libm.so.6', 'libc.so.6'],
      libc: 'glibc',
      glibc: '2.34',
      interpreter: '/lib/ld-linux-aarch64.so.1',
    })
  })

  it.each([
    ['a program that is linked statically', {}, undefined],
    ['what is built on Alpine', { needs: ['libc.musl-x86_64.so.1'] }, 'musl'],
    ['what is built by a cross compiler for musl', { needs: ['libgcc_s.so.1', 'libc.so'] }, 'musl'],
    ['what is loaded by the loader of musl', { interpreter: '/lib/ld-musl-x86_64.so.1' }, 'musl'],
    ['what is loaded by the loader of glibc', { interpreter: '/lib64/ld-linux-x86-64.so.2' }, 'glibc'],
    ['a library that needs another one only', { needs: ['libstdc++.so.6'] }, undefined],
  ])('tells the C library of %s', (_, text, libc) => {
    expect(readBinary({ content: makeElf(text) })).toMatchObject({ architecture: 'x86_64', ...(libc && { libc }) })
    if (libc === undefined) expect(readBinary({ content: makeElf(text) })).not.toHaveProperty('libc')
  })

  it('does not take the versions of libgcc_s for those of glibc', () => {
    const content = makeElf({
      needs: ['libgcc_s.so.1', 'libc.so.6'],
      versions: { 'libgcc_s.so.1': ['GLIBC_2.99'], 'libc.so.6': ['GLIBC_2.2.5'] },
    })
    expect(readBinary({ content })).toMatchObject({ glibc: '2.2.5' })
  })

  it('names a processor that it does not know by number', () => {
    expect(readBinary({ content: makeElf({ machine: 4711 }) })).toMatchObject({ architecture: 'machine 4711' })
  })

  it.each([
    ['macOS', makeMachO(0x0100000c), { format: 'mach-o', architectures: ['arm64'] }],
    ['macOS, for two processors', makeMachO(0x01000007, 0x0100000c), { architectures: ['x86_64', 'arm64'] }],
    ['Windows', makePe(), { format: 'pe', architectures: ['x86_64'] }],
    ['Windows on arm64', makePe(0xaa64), { format: 'pe', architectures: ['arm64'] }],
  ])('reads machine code of %s', (_, content, expected) => {
    expect(readBinary({ content })).toMatchObject(expected)
  })

  it.each([
    ['text', Buffer.from('#!/bin/sh\n')],
    ['nothing', Buffer.alloc(0)],
    ['a Java class, which begins like a fat Mach-O file', Buffer.from('cafebabe00000041', 'hex')],
    ['a text that begins with MZ', Buffer.from(`MZ${'x'.repeat(100)}`)],
  ])('knows that %s is no machine code', (_, content) => {
    expect(readBinary({ content })).toBeUndefined()
  })

  it('takes an ELF file that is cut off anywhere for damaged, or for what it still tells, and never throws', () => {
    const whole = elfFor('x86_64')
    fc.assert(
      fc.property(fc.integer({ min: 4, max: whole.length - 1 }), (length) => {
        const found = readBinary({ content: whole.subarray(0, length) })
        expect(['damaged', 'elf']).toContain(found?.format)
      }),
    )
  })

  it('reads anything behind the first bytes of an ELF file without throwing', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (rest) => {
        expect(readBinary({ content: Buffer.concat([elfFor('arm64').subarray(0, 20), rest]) })).toBeDefined()
      }),
    )
  })

  it('reads the Node.js that runs this test, from the disk', () => {
    const file = process.execPath
    const head = Buffer.alloc(4)
    const opened = openSync(file, 'r')
    readSync(opened, head, 0, 4, 0)
    closeSync(opened)
    const expected = head.readUInt32BE(0) === 0x7f454c46 ? 'elf' : process.platform === 'darwin' ? 'mach-o' : 'pe'
    expect(readBinary({ content: { file, size: 1 } })).toMatchObject({ format: expected })
  })

  it('reads the same from the disk as from memory', () => {
    const file = join(makeFolder(), 'x.node')
    writeFileSync(file, elfFor('arm64', '2.28'))
    const content = readFileSync(file)
    expect(readBinary({ content: { file, size: content.length } })).toEqual(readBinary({ content }))
  })
})

describe('mayBeBinary', () => {
  it.each([
    ['lib/x.node', true],
    ['lib/libvips.so.42.1', true],
    ['bin/esbuild', true],
    ['x.exe', true],
    ['index.js', false],
    ['README.md', false],
  ])('says of %s: %s', (path, expected) => {
    expect(mayBeBinary({ path, content: Buffer.of() })).toBe(expected)
  })

  it('looks into what may be executed, unless its name is that of a source', () => {
    expect(mayBeBinary({ path: 'tool.bin', content: Buffer.of(), executable: true })).toBe(true)
    expect(mayBeBinary({ path: 'cli.js', content: Buffer.of(), executable: true })).toBe(false)
  })
})

describe('compareVersions', () => {
  it('compares numbers, not letters', () => {
    expect(['2.34', '2.9', '2.2.5', '2.17'].sort(compareVersions)).toEqual(['2.2.5', '2.9', '2.17', '2.34'])
  })
})
