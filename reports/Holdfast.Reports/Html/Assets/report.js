// Filter, search and expand; the page says everything without this.
(() => {
  const controls = document.getElementById('controls');
  const search = document.getElementById('search');
  const shown = document.getElementById('shown');
  const boxes = [...controls.querySelectorAll('[name=verdict]')];
  const cases = [...document.querySelectorAll('details.case')];
  const groups = [...document.querySelectorAll('details.group')];
  const text = new Map();

  const textOf = (item) => {
    if (!text.has(item)) text.set(item, item.textContent.toLowerCase());
    return text.get(item);
  };

  const filter = () => {
    const wanted = search.value.trim().toLowerCase();
    const verdicts = new Set(boxes.filter((box) => box.checked).map((box) => box.value));
    let count = 0;
    for (const item of cases) {
      item.hidden = !verdicts.has(item.dataset.verdict) || (wanted !== '' && !textOf(item).includes(wanted));
      if (!item.hidden) count++;
    }
    for (const group of groups) {
      group.hidden = !group.querySelector('details.case:not([hidden])');
      if (wanted !== '' && !group.hidden) group.open = true;
    }
    shown.textContent = `${count} of ${cases.length} cases shown`;
  };

  const setOpen = (open) => {
    for (const item of [...groups, ...cases]) if (!item.hidden) item.open = open;
  };

  // Browsers that don't open the details around a link's target get it done here.
  const reveal = () => {
    const target = document.querySelector(':target');
    if (!target) return;
    for (let item = target.closest('details'); item; item = item.parentElement.closest('details')) {
      item.hidden = false;
      item.open = true;
    }
    target.scrollIntoView();
  };

  controls.addEventListener('submit', (event) => event.preventDefault());
  controls.addEventListener('input', filter);
  document.getElementById('expand').addEventListener('click', () => setOpen(true));
  document.getElementById('collapse').addEventListener('click', () => setOpen(false));
  document.addEventListener('keydown', (event) => {
    if (event.key === '/' && !event.target.closest('input')) {
      event.preventDefault();
      search.focus();
    }
  });
  addEventListener('hashchange', reveal);
  controls.hidden = false;
  filter();
  reveal();
})();
