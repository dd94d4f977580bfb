// @ts-check
import { FIRST, SECOND } from './words.mjs';

/**
 * What a document holds many of: the models of an API description, the types of a schema.
 *
 * @typedef {object} Member
 * @property {number} index what it is made from: a member of the same index and revision has the same content
 * @property {string} name
 * @property {number} revision 0, or the number of the change that it shows
 *
 * @typedef {object} Edit of a document as it was made; the edits of two rounds differ by one member
 * @property {'changed' | 'added' | 'renamed'} kind
 * @property {number} round from 0
 */

/** How far those that a member refers to are behind it; so six others refer to each. */
const DISTANCES = [1, 7, 19, 53, 101, 211];

/**
 * The members of a document, in the order of their names.
 *
 * A round of `changed` changes one of them, one of `added` adds another, one of `renamed` gives one a new name, which
 * all show that refer to it.
 *
 * @param {number} count
 * @param {Edit} [edit]
 * @returns {Member[]}
 */
export function membersOf(count, edit) {
  const added = edit?.kind === 'added' ? edit.round + 1 : 0;
  const members = Array.from({ length: count + added }, (_, index) => ({ index, name: nameOf(index), revision: 0 }));
  const one = members[count >> 1];
  if (one && edit?.kind === 'changed') one.revision = edit.round + 1;
  if (one && edit?.kind === 'renamed') one.name += `Renamed${edit.round}`;
  // As openapi-typescript-codegen sorts them; the names are ASCII.
  return members.sort((a, b) => (a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1));
}

/** The names of those that each member refers to. @param {readonly Member[]} members @param {number} count as for {@link membersOf} @returns {(member: Member) => string[]} */
export function referencesIn(members, count) {
  const names = new Map(members.map(({ index, name }) => [index, name]));
  return ({ index }) => DISTANCES.map((distance) => names.get((index + distance) % count) ?? '');
}

/** @param {number} index */
function nameOf(index) {
  const words = [FIRST[index % FIRST.length], SECOND[index % SECOND.length]];
  return `${words.map((word = '') => word.charAt(0).toUpperCase() + word.slice(1)).join('')}${String(index).padStart(5, '0')}`;
}
