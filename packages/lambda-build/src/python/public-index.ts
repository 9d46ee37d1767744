/**
 * How lock files write the public index of Python packages. What they lock from it comes from whatever index the installer is
 * set to, such as a mirror; only another index has to be named to it. Source: files of uv 0.13 and pipenv.
 */
export const publicIndex = 'https://pypi.org/simple'
