// @ts-check
// Loads the renderers outside of jest's sandbox, whose lookup of the global `Math` would make them many times slower.
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
