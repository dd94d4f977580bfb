// The pages work without this: it finds patterns on the first page, and plays pictures where there is no mouse.
'use strict';
/* global document, FormData, HTMLInputElement */

for (const figure of document.querySelectorAll('.pictures figure')) {
  const button = figure.querySelector('.play');
  if (!button) continue;
  button.hidden = false;
  button.addEventListener('click', () => {
    const playing = figure.classList.toggle('playing');
    button.textContent = playing ? 'Stop' : 'Play';
  });
}

const form = document.querySelector('form.find');
if (form) {
  const cards = [...document.querySelectorAll('.gallery li')].map((card) => {
    const family = card.parentElement.previousElementSibling;
    const kind = card.querySelector(':scope > em')?.textContent ?? '';
    return { card, kind, text: `${family?.textContent} ${card.textContent}`.toLowerCase() };
  });
  const status = form.querySelector('[role=status]');
  const show = () => {
    const asked = new FormData(form);
    const words = String(asked.get('words')).toLowerCase().split(/\s+/);
    let found = 0;
    for (const { card, kind, text } of cards) {
      card.hidden = !words.every((word) => text.includes(word)) || ![kind, ''].includes(String(asked.get('kind')));
      if (!card.hidden) found++;
    }
    for (const gallery of document.querySelectorAll('.gallery')) {
      gallery.hidden = [...gallery.children].every((card) => card.hidden);
      if (gallery.previousElementSibling) gallery.previousElementSibling.hidden = gallery.hidden;
    }
    const all = found === cards.length;
    document.querySelector('.parts')?.toggleAttribute('hidden', !all);
    status.textContent = all ? '' : found === 0 ? 'No pattern is like that.' : `${found} of ${cards.length} patterns`;
  };
  form.hidden = false;
  form.addEventListener('input', show);
  form.addEventListener('submit', (event) => event.preventDefault());
  document.addEventListener('keydown', ({ key, target }) => {
    if (key === '/' && !(target instanceof HTMLInputElement)) setTimeout(() => form.elements.words.focus());
  });
  // What the browser has kept in the form from the last visit.
  show();
}
