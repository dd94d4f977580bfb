// @ts-check
import { pascalCase } from 'scule';

/**
 * Codes by what they mean, and globs of the sources that give them out.
 *
 * @typedef {{ id: string, title: string, sources: string[], codes: Record<string, string> }} Area
 */

/** The name of a code in an enum. @param {string} code */
function memberName(code) {
  return pascalCase(code.replace('-*', ''));
}

/**
 * Problems of the registry itself, which would make the enum invalid or the page empty.
 *
 * @param {Area[]} areas
 * @returns {string[]}
 */
export function registryProblems(areas) {
  const ids = areas.map(({ id }) => id);
  return [
    ...ids.filter((id, at) => ids.indexOf(id) < at).map((id) => `there are two areas "${id}"`),
    ...areas.flatMap(({ codes }) => {
      const names = Object.keys(codes).map(memberName);
      return Object.entries(codes).flatMap(([code, meaning], at) => {
        const isCode = /^[a-z][a-z0-9]*(-[a-z0-9]+)*(-\*)?$/.test(code);
        const isSentence = typeof meaning === 'string' && /^\S.*\S$/.test(meaning) && !meaning.includes('*/');
        return [
          ...(isCode ? [] : [`"${code}" is no code: words of small letters with dashes between them`]),
          ...(isSentence ? [] : [`the meaning of "${code}" is no sentence of one line`]),
          ...(names.indexOf(names[at] ?? '') < at ? [`"${code}" has the name of another code, ${names[at]}`] : []),
        ];
      });
    }),
  ];
}
