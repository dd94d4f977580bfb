// @ts-check
/** Collapses the empty lines that template blocks leave in Markdown. @param {string} text */
export default function format(text) {
  return `${text.replace(/\n{3,}/g, '\n\n').trim()}\n`;
}
