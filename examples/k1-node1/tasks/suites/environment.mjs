// @ts-check
// Gives suites the renderers as Node loads them. In jest's own sandbox each `Math` is looked up through it, which
// makes a renderer many times slower.
import { TestEnvironment } from 'jest-environment-node';
import { firstOutside, loadFamily, loadRenderer, parametersWith, play, sameFrames } from '../lib/renderers.mjs';

export default class extends TestEnvironment {
  /** @override */
  async setup() {
    await super.setup();
    const tools = { firstOutside, loadFamily, loadRenderer, parametersWith, play, sameFrames };
    Object.assign(/** @type {any} */ (this.global).K1, tools);
  }
}
