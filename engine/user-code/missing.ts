/** The value of a read of something that does not exist. */
export const MISSING = 'missing';
