// @ts-check
// Gives suites the renderers as Node loads them. In jest's own sandbox each `Math` is looked up through it, which
// makes a renderer many times slower.
import { TestEnvironment } from 'jest-environment-node';
import { loadFamily, loadRenderer, parametersWith, play } from '../lib/renderers.mjs';

export default class extends TestEnvironment {
  /** @override */
  async setup() {
    await super.setup();
    Object.assign(/** @type {any} */ (this.global).K1, { loadFamily, loadRenderer, parametersWith, play });
  }
}
