/**
 * What a bundle begins with where a source map goes with it: stacks then name the project's sources, whatever the template
 * sets in `NODE_OPTIONS`. The map is read when the first stack is asked for, so that a start costs nothing: Node.js itself,
 * once told to use source maps, goes through every file that it loads. Where somebody told it so, or formats stacks
 * in a way of its own, nothing is done; Node.js since 21 has a formatter there, which gives the first line. Source: V8,
 * "Stack trace API".
 *
 * @param file an expression for the bundle's path
 * @param name an expression for how stacks name it
 */
export function stackSources(file: string, name: string): string {
  return `${program}(require, ${file}, ${name});`
}

// Line breaks only: esbuild counts them when it maps what follows.
const program = `
((require, file, name) => {
  const before = Error.prepareStackTrace;
  if (process.sourceMapsEnabled || (before && before(new Error('a'), []) !== 'Error: a')) return;
  let map;
  const place = (site) => {
    const text = String(site);
    try {
      if (site.getFileName() !== name) return text;
      if (!map) map = new (require('module').SourceMap)(JSON.parse(require('fs').readFileSync(file + '.map', 'utf8')));
      const [line, column] = [site.getLineNumber(), site.getColumnNumber()];
      const found = map.findEntry(line - 1, column - 1);
      if (!found.originalSource) return text;
      const source = require('path').resolve(file, '..', found.originalSource);
      return text.replace(name + ':' + line + ':' + column, () => source + ':' + (found.originalLine + 1) + ':' + (found.originalColumn + 1));
    } catch {
      return text;
    }
  };
  const head = (error) => {
    try {
      return before ? before(error, []) : Error.prototype.toString.call(error);
    } catch {
      return 'Error';
    }
  };
  Error.prepareStackTrace = (error, sites) => [head(error), ...sites.map((site) => '    at ' + place(site))].join('\\n');
})`
  .replace(/\n\s*/g, ' ')
  .trim()
