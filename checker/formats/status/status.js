"use strict";
(() => {
  const form = document.getElementById("filters");
  const list = document.getElementById("cards");
  const cards = [...list.children];
  const nothing = document.getElementById("nothing");
  const shown = document.getElementById("shown");
  const fields = ["search", "kind", "health", "rule", "section", "sort"];
  const control = Object.fromEntries(fields.map((name) => [name, document.getElementById(name)]));
  const order = new Map(cards.map((card, position) => [card, position]));
  const value = (name) => (control[name] ? control[name].value : "");

  const fits = (card, words) =>
    (!value("kind") || card.dataset.kind === value("kind")) &&
    (!value("health") || card.dataset.health === value("health")) &&
    (!value("section") || card.dataset.section === value("section")) &&
    (!value("rule") || card.dataset.rules.split(" ").includes(value("rule"))) &&
    words.every((word) => card.dataset.words.includes(word));

  const sort = () => {
    const by = value("sort");
    const sorted = [...cards].sort((one, other) =>
      by === "health" ? order.get(one) - order.get(other)
        : one.dataset[by].localeCompare(other.dataset[by], undefined, { numeric: true }) || order.get(one) - order.get(other));
    list.replaceChildren(...sorted);
  };

  const filter = () => {
    const words = value("search").toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    for (const card of cards) {
      card.hidden = !fits(card, words);
      count += card.hidden ? 0 : 1;
    }
    nothing.hidden = count > 0;
    shown.textContent = count === cards.length ? `${count} entries` : `${count} of ${cards.length} entries`;
  };

  const remember = () => {
    const state = new URLSearchParams();
    for (const name of fields) if (value(name) && !(name === "sort" && value(name) === "health")) state.set(name, value(name));
    history.replaceState(null, "", state.size ? `#?${state}` : location.pathname + location.search);
  };

  const recall = () => {
    if (!location.hash.startsWith("#?")) return;
    const state = new URLSearchParams(location.hash.slice(2));
    for (const name of fields) if (control[name] && state.has(name)) control[name].value = state.get(name);
  };

  const update = () => { filter(); sort(); remember(); };
  form.addEventListener("input", update);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(update));
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && !/^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName)) {
      event.preventDefault();
      control.search.focus();
    }
  });
  recall();
  form.hidden = false;
  filter();
  sort();
})();
