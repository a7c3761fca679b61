/* The list of employers or platforms: filters, order, a state that lives in the address, and a choice to compare.
   What each entry answers was worked out when the site was built (guide/directory.py); here it is only looked up. */
(() => {
  "use strict";
  const root = document.documentElement;
  root.classList.add("scripted");
  if (location.search) root.classList.add("waiting"); // rows wait for their filter instead of moving after it
  document.addEventListener("DOMContentLoaded", () => {
    try {
      start();
    } finally {
      root.classList.remove("waiting");
    }
  });

  const YES = 2, UNPUBLISHED = 1, NO = 0;
  const ANSWERS = { y: YES, u: UNPUBLISHED, n: NO };
  const MOST = 4;

  function start() {
    const $ = (selector, within = document) => within.querySelector(selector);
    const form = $("form.filter"), table = $("table.directory"), body = table.tBodies[0];
    const count = $(".found-count"), countryPage = $(".found-country"), zero = $(".zero");
    const data = JSON.parse($("#directory-data").textContent);
    const rows = [...body.rows], marked = [], order = rows.map((_, i) => i);
    const columns = Object.entries(data.columns).map(([name, values]) => [name, values.map((v) => v.split(" ").filter(Boolean))]);
    const column = Object.fromEntries(columns);
    const selects = [...form.querySelectorAll("select")], heads = [...table.querySelectorAll("th[data-sort]")];
    const field = (name) => form.elements[name];
    const number = new Intl.NumberFormat(root.lang);
    const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
    const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
    const say = (name, values) => fill(data.words[name], values);
    const chosen = (select) => select.options[select.selectedIndex].text;
    let sort = "", ordered = "name", typing = false;

    // ---------------------------------------------------------------- state: the form and the address

    function state() {
      const now = { unpublished: field("unpublished").checked, terms: fold(field("text").value).split(/\s+/).filter(Boolean) };
      for (const select of selects) now[select.name] = select.value;
      now.country = now.from ? selects[0].selectedIndex - 1 : -1;
      return now;
    }

    /** The address of the state: defaults are left out. */
    function address() {
      const query = new URLSearchParams();
      for (const { name, value } of selects) if (value) query.set(name, value);
      if (field("text").value.trim()) query.set("text", field("text").value.trim());
      if (!field("unpublished").checked) query.set("unpublished", "no");
      if (sort) query.set("sort", sort);
      const text = query.toString().replace(/%2C/g, ",");
      return location.pathname + (text && "?" + text);
    }

    /** The form as the address has it: what is unknown is ignored. */
    function restore() {
      const query = new URLSearchParams(location.search);
      for (const select of selects) {
        const value = (query.get(select.name) || "").toLowerCase();
        select.value = [...select.options].some((option) => option.value === value) ? value : "";
      }
      field("text").value = query.get("text") || "";
      field("unpublished").checked = query.get("unpublished") !== "no";
      const asked = query.get("sort") || "";
      sort = heads.some((head) => head.dataset.sort === asked.replace(/^-/, "")) ? asked : "";
      if (sort === byDefault()) sort = "";
      fitNeedsCountry();
      if (selects.slice(1).some((select) => select.value)) open(true);
    }

    const byDefault = () => (selects[0].value ? "answer" : "name");

    function remember(how) {
      const there = address();
      if (there !== location.pathname + location.search) history[how](null, "", there);
      const twin = $("a.language");
      if (twin) twin.search = location.search;
    }

    // ---------------------------------------------------------------- answers

    const profile = (i, kind, country) => data.profiles[data.profile[i]][kind][country];

    function answer(i, name, value, country) {
      if (name === "from") return ANSWERS[profile(i, 0, country)];
      if (name === "hours" && value === "fits") return ANSWERS[profile(i, 2, country)];
      if (name === "contract" && country >= 0) {
        const routes = +profile(i, 1, country);
        return !routes ? UNPUBLISHED : routes & (1 << data.routes.indexOf(value)) ? YES : NO;
      }
      const values = column[name][i];
      return !values.length ? UNPUBLISHED : values.includes(value) ? YES : NO;
    }

    /** The worst answer of an entry to everything that is asked; `without` leaves one thing out. */
    function verdict(i, now, without) {
      let worst = YES;
      if (without !== "text" && now.terms.length && !now.terms.every((term) => texts[i].includes(term))) return NO;
      for (const { name } of selects) {
        if (!now[name] || name === without) continue;
        if (without === "from" && name === "hours" && now.hours === "fits") continue;
        worst = Math.min(worst, answer(i, name, now[name], without === "from" ? -1 : now.country));
        if (worst === NO) return NO;
      }
      return worst;
    }

    // What free text looks in: what the row shows before a country marks it, and the names of its roles.
    const roles = Object.fromEntries([...(field("role")?.options || [])].map((option) => [option.value, option.text]));
    const texts = rows.map((row, i) => fold(`${row.textContent} ${column.role[i].map((id) => roles[id]).join(" ")}`));

    // ---------------------------------------------------------------- what is shown

    function apply() {
      const now = state();
      let shown = 0, unpublished = 0;
      for (let i = 0; i < rows.length; i++) {
        const found = verdict(i, now);
        const visible = found === YES || (found === UNPUBLISHED && now.unpublished);
        if (found === UNPUBLISHED) unpublished++;
        if (visible) {
          shown++;
          mark(i, now.country);
        }
        if (rows[i].hidden === visible) rows[i].hidden = !visible;
      }
      arrange(now);
      table.hidden = !shown;
      const said = [say("count", { shown: number.format(shown), total: number.format(rows.length) })];
      if (unpublished) said.push(say(now.unpublished ? "count_unpublished" : "count_hidden", { count: number.format(unpublished) }));
      count.textContent = said.join(" · ");
      countryPage.hidden = !now.from;
      if (now.from) {
        countryPage.firstChild.href = data.pages[now.country];
        countryPage.firstChild.textContent = say("country_page", { place: chosen(selects[0]) });
      }
      relax(now, shown);
    }

    /** A row says what it answers for the chosen country. */
    function mark(i, country) {
      if ((marked[i]?.country ?? -1) === country) return;
      const cell = rows[i].querySelector(".may");
      const note = marked[i]?.note || document.createElement("div");
      marked[i] = { country, note };
      note.hidden = country < 0;
      if (note.hidden) return;
      const code = profile(i, 0, country), lines = [["p", say("here", { place: chosen(selects[0]), answer: data.answers[code] })]];
      if (data.profiles[0].length > 1) {
        const routes = +profile(i, 1, country);
        const names = data.routes.filter((_, bit) => routes & (1 << bit)).map((id) => field("contract").querySelector(`[value="${id}"]`)?.text);
        if (names.length) lines.push(["span", names.join(", ")]);
        const common = data.zones[data.zone[i]]?.[country];
        if (common) lines.push(["span", say("hours_here", { hours: common })]);
      }
      note.className = `here here-${code}`;
      note.replaceChildren(...lines.map(([tag, words]) => Object.assign(document.createElement(tag), { textContent: words })));
      if (!note.parentNode) cell.prepend(note);
    }

    /** The rows in their order: by name, or by the answer once there is a country, unless the reader chose. */
    function arrange(now) {
      const by = sort || byDefault();
      const name = by.replace("-", ""), head = heads.find((each) => each.dataset.sort === name);
      const direction = by[0] === "-" ? { ascending: "descending", descending: "ascending" }[head.dataset.first] : head.dataset.first;
      for (const each of heads) each === head ? each.setAttribute("aria-sort", direction) : each.removeAttribute("aria-sort");
      const wanted = name === "answer" ? `${by} ${now.country}` : by;
      if (wanted === ordered) return;
      ordered = wanted;
      const sign = direction === "descending" ? -1 : 1;
      const policies = [...(field("remote")?.options || [])].map((option) => option.value);
      const last = (rank, none) => (rank === none ? Infinity : sign * rank); // what is not published comes last either way
      const ranks = {
        name: (i) => sign * i,
        answer: (i) => sign * (now.from ? ANSWERS[profile(i, 0, now.country)] : [...data.profiles[data.profile[i]][0]].filter((c) => c === "y").length),
        remote: (i) => last(policies.indexOf(column.remote[i][0]), -1),
        age: (i) => last(data.age[i], 0),
      };
      const rank = rows.map((_, i) => ranks[name](i));
      order.sort((a, b) => (rank[a] === rank[b] ? a - b : rank[a] < rank[b] ? -1 : 1));
      body.append(...order.map((i) => rows[i]));
    }

    /** Nothing left: what to give up, and how many that would bring. */
    function relax(now, shown) {
      zero.hidden = shown > 0;
      if (shown) return;
      const bring = (change, without) => {
        const then = { ...now, ...change };
        return rows.filter((_, i) => verdict(i, then, without) >= (then.unpublished ? UNPUBLISHED : YES)).length;
      };
      const offers = [];
      if (!now.unpublished) offers.push([bring({ unpublished: true }), (count) => say("relax_unpublished", { count }), field("unpublished")]);
      for (const input of [...selects, field("text")]) {
        if (!input.value.trim()) continue;
        const facet = input.labels[0].textContent, value = input.options ? chosen(input) : input.value.trim();
        offers.push([bring({}, input.name), (count) => say("relax", { facet, value, count }), input]);
      }
      const useful = offers.filter(([brings]) => brings).sort((a, b) => b[0] - a[0]).map(([brings, words, input]) => {
        const button = Object.assign(document.createElement("button"), { type: "button", textContent: words(number.format(brings)) });
        button.addEventListener("click", () => {
          input.type === "checkbox" ? (input.checked = true) : (input.value = "");
          changed();
          if (input.closest(".fields")) open(true);
          input.focus();
        });
        return button;
      });
      const heading = Object.assign(document.createElement("p"), { textContent: data.words.zero });
      const clear = Object.assign($(".clear", form).cloneNode(true), { onclick: reset });
      zero.replaceChildren(heading, ...(useful.length ? useful : [clear]));
      count.textContent += ` · ${data.words.zero}`;
    }

    // ---------------------------------------------------------------- what the reader does

    /** Hours can only fit into a country's day once there is a country. */
    function fitNeedsCountry() {
      const option = field("hours")?.querySelector("[value=fits]");
      if (!option) return;
      option.disabled = !selects[0].value;
      if (option.disabled && option.selected) field("hours").value = "";
    }

    function changed() {
      typing = false;
      fitNeedsCountry();
      remember("pushState");
      apply();
    }

    function reset() {
      for (const select of selects) select.value = "";
      field("text").value = "";
      field("unpublished").checked = true;
      sort = "";
      changed();
      selects[0].focus();
    }

    function open(wanted) {
      $(".fields").classList.toggle("open", wanted);
      $(".more").setAttribute("aria-expanded", wanted);
    }

    function byColumn(head) {
      const { sort: name } = head.dataset, same = head.hasAttribute("aria-sort");
      const reversed = same && head.getAttribute("aria-sort") === head.dataset.first;
      sort = (reversed ? "-" : "") + name;
      if (sort === byDefault()) sort = "";
      changed();
    }

    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("change", (event) => event.target.name !== "text" && changed());
    field("text").addEventListener("input", () => {
      remember(typing ? "replaceState" : "pushState"); // one step back for all that is typed in one go
      typing = true;
      apply();
    });
    field("text").addEventListener("blur", () => (typing = false));
    $(".clear", form).addEventListener("click", reset);
    $(".more", form).addEventListener("click", () => open(!$(".fields").classList.contains("open")));
    $(".copy", form).addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(location.href);
        count.textContent = data.words.copied;
      } catch {
        count.textContent = say("not_copied", { link: location.href });
      }
    });
    for (const head of heads) {
      const button = Object.assign(document.createElement("button"), { type: "button", textContent: head.textContent });
      button.addEventListener("click", () => byColumn(head));
      head.replaceChildren(button);
    }
    addEventListener("popstate", () => {
      typing = false;
      restore();
      remember("replaceState");
      apply();
    });

    // ---------------------------------------------------------------- a choice to compare

    const bar = $(".compare-bar"), [said, go, empty] = bar.children;

    function choose(last) {
      const picks = [...body.querySelectorAll(".pick input:checked")];
      const over = picks.length > MOST;
      if (over && last) last.checked = false;
      const kept = picks.filter((pick) => pick.checked).slice(0, MOST);
      const names = kept.map((pick) => pick.closest("th").firstChild.textContent).join(", ");
      const words = [kept.length && say("picked", { count: kept.length, names }), kept.length === 1 && data.words.one_more, over && data.words.most];
      said.textContent = words.filter(Boolean).join(". ");
      go.hidden = kept.length < 2;
      empty.hidden = !kept.length;
      go.search = "?e=" + kept.map((pick) => `${bar.dataset.collection}/${pick.value}`).join(",");
      go.textContent = say("go", { count: kept.length });
    }
    body.addEventListener("change", (event) => event.target.closest(".pick") && choose(event.target));
    empty.addEventListener("click", () => {
      for (const pick of body.querySelectorAll(".pick input:checked")) pick.checked = false;
      choose();
      selects[0].focus();
    });
    addEventListener("pageshow", () => choose()); // a browser that comes back brings its ticks along

    restore();
    remember("replaceState");
    apply();
  }
})();
