// @ts-check
/** Markdown without the empty lines that parts of a template leave behind. @param {string} text */
export default function format(text) {
  return `${text.replace(/\n{3,}/g, '\n\n').trim()}\n`;
}
