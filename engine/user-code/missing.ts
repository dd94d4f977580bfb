/** The value of a read of something that is not there. */
export const MISSING = 'missing';
