/* Two to four entries side by side: the blocks of their own pages, so that no fact is kept twice. */
(() => {
  "use strict";
  document.documentElement.classList.add("scripted");
  const MOST = 4;
  const KEY = /^(employers|platforms)\/([a-z0-9]+(?:-[a-z0-9]+)*)$/;

  document.addEventListener("DOMContentLoaded", async () => {
    const box = document.querySelector(".comparison"), status = document.querySelector(".found-count");
    const keys = asked();
    const twin = document.querySelector("a.language");
    if (twin) twin.search = location.search;
    if (!keys.length) return;
    status.textContent = box.dataset.loading;
    document.documentElement.classList.add("waiting");
    const entries = await Promise.all(keys.map((key) => read(key, box)));
    const found = entries.filter((entry) => entry.facts);
    const names = (list) => list.map((entry) => entry.name).join(", ");
    if (found.length) box.replaceChildren(table(found, box.dataset, names(found)));
    const missing = entries.filter((entry) => !entry.facts);
    status.textContent = [
      found.length && box.dataset.ready.replace("{names}", () => names(found)),
      missing.length && box.dataset.missing.replace("{names}", () => names(missing)),
    ].filter(Boolean).join(". ");
    status.classList.toggle("unseen", !missing.length);
    document.documentElement.classList.remove("waiting");
  });

  /** The keys in the address: known in form, of one collection, each once, at most four. */
  function asked() {
    const all = (new URLSearchParams(location.search).get("e") || "").split(",").filter((key) => KEY.test(key));
    const [collection] = (all[0] || "").split("/");
    return [...new Set(all)].filter((key) => key.startsWith(`${collection}/`)).slice(0, MOST);
  }

  /** An entry's own page: its name, and its facts in the order of the page. */
  async function read(key, box) {
    const [, collection, id] = KEY.exec(key);
    const url = new URL(`${box.dataset[collection]}${id}/`, location.href);
    const entry = { key, url: url.href, name: id };
    try {
      const answer = await fetch(url);
      if (!answer.ok) return entry;
      const article = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("article");
      return { ...entry, name: words(article.querySelector("h1")), facts: facts(article, url) };
    } catch {
      return entry;
    }
  }

  /** Each section of an entry page is a fact; a list of facts is one for each of its items. Sources stay on the page. */
  function facts(article, url) {
    const found = new Map();
    let label = "";
    const add = (name, nodes) => found.set(name, [...(found.get(name) || []), ...nodes.map((node) => copy(node, url))]);
    for (const block of article.children) {
      if (block.matches("h2")) label = block.id === "sources" ? "" : words(block);
      else if (block.matches(".gone")) add(words(block.querySelector("strong")), [block]);
      else if (block.matches("dl.facts")) {
        for (const fact of block.querySelectorAll(".fact")) add(words(fact.querySelector("dt")), [...fact.querySelectorAll("dd")]);
      } else if (label && !block.matches(".hint, .tools, hr, form")) add(label, [block]);
    }
    return found;
  }

  function words(element) {
    const copied = element.cloneNode(true);
    for (const link of copied.querySelectorAll(".headerlink")) link.remove();
    return copied.textContent.trim();
  }

  /** A block for another page: no ids, and links that still lead where they led. */
  function copy(node, url) {
    const copied = document.importNode(node, true);
    for (const each of [copied, ...copied.querySelectorAll("*")]) {
      each.removeAttribute("id");
      if (each.hasAttribute("href")) each.href = new URL(each.getAttribute("href"), url).href;
    }
    if (!copied.matches("dd")) return copied;
    const block = make("div", { className: "value-block" });
    block.append(...copied.childNodes);
    return block;
  }

  const make = (tag, properties) => Object.assign(document.createElement(tag), properties);

  function table(entries, said, names) {
    const made = make("table", { className: "comparison-table" });
    made.setAttribute("role", "table");
    const cell = (tag, role, properties) => {
      const one = make(tag, properties);
      one.setAttribute("role", role);
      return one;
    };
    const row = (cells) => {
      const one = cell("tr", "row");
      one.append(...cells);
      return one;
    };
    const head = cell("thead", "rowgroup"), body = cell("tbody", "rowgroup");
    head.append(row([cell("th", "columnheader", { scope: "col", textContent: said.fact }), ...entries.map((entry) => {
      const th = cell("th", "columnheader", { scope: "col" });
      th.append(make("a", { className: "card-title", href: entry.url, textContent: entry.name }));
      if (entries.length > 2) {
        const rest = entries.filter((other) => other !== entry).map((other) => other.key);
        th.append(make("a", { className: "drop", href: `?e=${rest.join(",")}`, textContent: said.drop.replace("{name}", () => entry.name) }));
      }
      return th;
    })]));
    for (const label of inOrder(entries.map((entry) => [...entry.facts.keys()]))) {
      const cells = entries.map((entry) => {
        const td = cell("td", "cell");
        td.append(make("span", { className: "whose", textContent: entry.name }));
        td.append(...(entry.facts.get(label) || [make("p", { className: "absent", textContent: said.absent })]));
        return td;
      });
      body.append(row([cell("th", "rowheader", { scope: "row", textContent: label }), ...cells]));
    }
    made.append(make("caption", { textContent: said.caption.replace("{names}", () => names) }), head, body);
    return made;
  }

  /** One order out of several that agree: what only one page has keeps its place. */
  function inOrder(lists) {
    const order = [];
    for (const list of lists) {
      let at = 0;
      for (const label of list) {
        const known = order.indexOf(label);
        if (known < 0) order.splice(at++, 0, label);
        else at = known + 1;
      }
    }
    return order;
  }
})();
