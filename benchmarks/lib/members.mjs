// @ts-check
import { FIRST, SECOND } from './words.mjs';

/**
 * A member of a document: a model of an API description, a type of a schema.
 *
 * @typedef {object} Member
 * @property {number} index members of the same index and revision have the same content
 * @property {string} name
 * @property {number} revision 0, or the number of its change
 *
 * @typedef {object} Edit an edit of the initial document; the edits of two rounds differ by one member
 * @property {'changed' | 'added' | 'renamed'} kind
 * @property {number} round from 0
 */

/** The distances from a member to the members that it refers to; so six others refer to each. */
const DISTANCES = [1, 7, 19, 53, 101, 211];

/**
 * The members of a document, in the order of their names.
 *
 * A round of `changed` changes one of them, one of `added` adds one, and one of `renamed` renames one, which changes all
 * members that refer to it.
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
  // In the order of openapi-typescript-codegen; the names are ASCII.
  return members.sort((a, b) => (a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1));
}

/** The names of the members that each member refers to. @param {readonly Member[]} members @param {number} count as for {@link membersOf} @returns {(member: Member) => string[]} */
export function referencesIn(members, count) {
  const names = new Map(members.map(({ index, name }) => [index, name]));
  return ({ index }) => DISTANCES.map((distance) => names.get((index + distance) % count) ?? '');
}

/** @param {number} index */
function nameOf(index) {
  const words = [FIRST[index % FIRST.length], SECOND[index % SECOND.length]];
  return `${words.map((word = '') => word.charAt(0).toUpperCase() + word.slice(1)).join('')}${String(index).padStart(5, '0')}`;
}
