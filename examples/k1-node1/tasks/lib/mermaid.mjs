// @ts-check
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createContext, runInContext } from 'node:vm';

const require = createRequire(import.meta.url);

/**
 * Creates Mermaid's parser. It expects a browser, so it gets a minimal stub of one; nothing is drawn.
 *
 * @returns {(diagram: string) => Promise<string | undefined>} returns the parse error of a diagram, if any
 */
export function mermaidParser() {
  class Nothing {}
  const document = {
    ...{ nodeType: 9, implementation: {}, currentScript: null, body: {}, addEventListener() {} },
    ...{ getElementsByTagName: () => [], querySelectorAll: () => [], createElement: () => ({ style: {} }) },
  };
  /** @type {Record<string, unknown>} */
  const browser = {
    ...{ console, URL, setTimeout, clearTimeout, structuredClone, document, addEventListener() {} },
    ...{ navigator: { userAgent: '' }, location: { href: 'about:blank', protocol: 'about:' } },
    ...{ Element: Nothing, HTMLElement: Nothing, Node: Nothing, NodeFilter: Nothing, NamedNodeMap: Nothing },
    ...{ DOMParser: Nothing, HTMLTemplateElement: Nothing, HTMLFormElement: Nothing },
  };
  Object.assign(browser, { window: browser, self: browser, globalThis: browser });
  createContext(browser);
  runInContext(readFileSync(require.resolve('@mermaid-js/tiny'), 'utf8'), browser);
  const { mermaid } = /** @type {{ mermaid: { parse: (diagram: string) => Promise<unknown> } }} */ (
    /** @type {unknown} */ (browser)
  );
  return async (diagram) => {
    try {
      await mermaid.parse(diagram);
      return undefined;
    } catch (error) {
      return /** @type {Error} */ (error).message.split('\n').slice(0, 2).join(' ');
    }
  };
}
