"use strict";
(() => {
  const form = document.getElementById("filters");
  const textOf = (elements) => elements.map((element) => element.textContent.toLowerCase()).join("\n");
  const cards = [...document.querySelectorAll(".card")].map((element) => ({
    element,
    code: element.dataset.code,
    state: element.dataset.state,
    pages: element.dataset.pages.split("\n"),
    text: textOf([...element.querySelectorAll("h4, .message")]),
    rest: element.querySelector("details.rest"),
    // Not what an excerpt shows around the mark: that is of other places.
    spots: [...element.querySelectorAll(".spot")].map((spot) => ({
      element: spot,
      text: textOf([...spot.querySelectorAll(".at, mark, .seen, .help, .related > p, .action code")]),
    })),
  }));
  const total = cards.reduce((sum, card) => sum + card.spots.length, 0);
  const sections = [...document.querySelectorAll("section.page")];

  const copy = async (text, button) => {
    let done = true;
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      // A page that was opened from a file may not have the clipboard.
      const area = document.createElement("textarea");
      area.value = text;
      document.body.append(area);
      area.select();
      done = document.execCommand("copy");
      area.remove();
    }
    const label = (button.dataset.label ??= button.textContent);
    button.textContent = done ? "Copied" : "Not copied";
    setTimeout(() => { button.textContent = label; }, 1500);
  };

  const shownActions = () => {
    const codes = [...document.querySelectorAll(".card:not([hidden]) .spot:not([hidden]) .action code")];
    return [...new Set(codes.map((code) => code.textContent))];
  };

  const field = (name) => form.elements.namedItem(name);
  const isShown = (state) => field(state)?.checked ?? true;

  const apply = () => {
    const words = field("text").value.toLowerCase().split(/\s+/).filter(Boolean);
    const [page, code] = [field("page").value, field("code").value];
    let number = 0;
    for (const card of cards) {
      const left = words.filter((word) => !card.text.includes(word));
      const matches = isShown(card.state) && (!page || card.pages.includes(page)) && (!code || card.code === code);
      let shown = 0;
      for (const spot of card.spots) {
        spot.element.hidden = !left.every((word) => spot.text.includes(word));
        shown += !spot.element.hidden;
      }
      card.element.hidden = !matches || shown === 0;
      // What was searched for may be folded.
      if (card.rest && left.length > 0) card.rest.open = card.spots.slice(1).some((spot) => !spot.element.hidden);
      if (!card.element.hidden) number += shown;
    }
    for (const section of sections) section.hidden = !section.querySelector(".card:not([hidden])");
    document.getElementById("none").hidden = number > 0;
    document.body.classList.toggle("without-fix", !field("fix").checked);
    field("shown").value = number === total ? `${number} shown` : `${number} of ${total} shown`;
    const actions = shownActions().length;
    const button = field("overlay");
    delete button.dataset.label;
    button.textContent = actions === 1 ? "Copy 1 action as an overlay" : `Copy ${actions} actions as an overlay`;
    button.disabled = actions === 0;
  };

  // The texts are put together as they stand: to parse them would round large numbers.
  const overlay = () => {
    const actions = shownActions().map((text) => "    " + text.replaceAll("\n", "\n    "));
    const info = '{ "title": "Corrections of the documentation", "version": "1.0.0" }';
    return `{\n  "overlay": "1.0.0",\n  "info": ${info},\n  "actions": [\n${actions.join(",\n")}\n  ]\n}\n`;
  };

  // `#code=untyped-schema`, `#page=…` and `#text=…` set a filter; any other hash is the id of something on the page.
  const follow = () => {
    const [, name, value] = /^#(code|page|text)=(.*)$/s.exec(location.hash) ?? [];
    if (name) {
      form.reset();
      field(name).value = decodeURIComponent(value);
      apply();
      document.getElementById("findings").scrollIntoView();
      return;
    }
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target?.closest("[hidden]")) {
      form.reset();
      apply();
    }
    target?.scrollIntoView();
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button.copy");
    if (button) copy(button.parentElement.querySelector("code").textContent, button);
  });
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("details:not([open])")];
    for (const details of opened) details.open = true;
  });
  addEventListener("afterprint", () => {
    for (const details of opened) details.open = false;
  });
  if (!form) return;
  form.hidden = false;
  form.addEventListener("input", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(apply));
  field("overlay").addEventListener("click", (event) => copy(overlay(), event.currentTarget));
  addEventListener("hashchange", follow);
  apply();
  if (location.hash) follow();
})();
