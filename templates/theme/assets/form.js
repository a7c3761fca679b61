/* The form of an entry: reads its controls (templates/pages/_form.j2), says what is wrong with them, writes the file.
   Nothing is kept or sent. */
(() => {
  "use strict";
  document.documentElement.classList.add("scripted");
  document.addEventListener("DOMContentLoaded", start);

  const PAUSE = 700; // ms without typing after which what is unfinished may be called wrong
  const LONGEST_ADDRESS = 8000; // characters

  const make = (tag, properties) => Object.assign(document.createElement(tag), properties);
  const fill = (text, facts) => text.replace(/\{(\w+)\}/g, (all, name) => facts[name] ?? all);
  const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const slug = (text) => fold(text).replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");
  /** The fields directly inside an element, whatever stands between. */
  const parts = (element) => [...element.children].flatMap((child) => (child.dataset.key ? [child] : parts(child)));
  const own = (element, selector) => [...element.querySelectorAll(selector)].find((found) => found.closest("[data-key], form") === element);
  const isLeaf = (field) => field.matches(".field");
  /** Where one goes to mend a field: its control, the button that adds to it, the first field in it. */
  const control = (field) => (field.matches(".many") ? own(field, ".add") : field.querySelector("input, select, textarea"));

  // ---------------------------------------------------------------- the file

  /** What is written as it stands: a number, a date, true. Everything else is text. */
  class Plain {
    constructor(text) { this.text = text; }
  }

  /** A text as YAML. Bare only when no reader of YAML could take it for something else; else in double quotes. */
  function written(value) {
    if (value instanceof Plain) return value.text;
    const bare = /^[\p{L}¿¡«“][^\n]*$/u.test(value) && !/: |:$| #|\s$/.test(value) && !/^(true|false|null|yes|no|on|off|y|n)$/i.test(value);
    return bare ? value : `"${value.replace(/["\\]/g, "\\$&")}"`;
  }

  /** The lines of a group; what nothing was said of has none. */
  function lines(group, margin = "") {
    return Object.entries(group).flatMap(([key, value]) => {
      if (value.constructor !== Object && !Array.isArray(value)) return [`${margin}${key}: ${written(value)}`];
      if (typeof value[0] === "string") return [`${margin}${key}: [${value.map(written).join(", ")}]`];
      const below = Array.isArray(value)
        ? value.map((item) => lines(item, `${margin}    `)).filter((item) => item.length).flatMap(([first, ...rest]) => [`${margin}  - ${first.trimStart()}`, ...rest])
        : lines(value, `${margin}  `);
      return below.length ? [`${margin}${key}:`, ...below] : [];
    });
  }

  // ---------------------------------------------------------------- what a control may hold: rule and facts, or nothing

  function checks(data) {
    const id = new RegExp(`^(?:${data.id})$`), host = new RegExp(`^(?:${data.host})$`, "i");
    const number = new RegExp(`^(?:${data.number})$`), unseen = new RegExp(data.unseen, "u");
    const listed = (kind) => (text) => (document.querySelector(`#list-${kind} [value="${CSS.escape(text)}"]`) ? null : [`unknown-${kind}`]);

    function address(text) {
      const [, authority] = /^https?:\/\/([^/?#]*)/i.exec(text) || [];
      if (!authority || /[\s\\<>"{}|^`]/.test(text)) return ["bad-address"];
      const at = authority.lastIndexOf("@");
      const [, name, port] = /^([^:]*)(?::(.*))?$/.exec(authority.slice(at + 1));
      if (!host.test(ascii(name)) || !/^\d*$/.test(port || "") || Number(port) > 65535) return ["bad-address"];
      return at < 0 ? null : ["address-credentials"];
    }

    function ascii(name) {
      if (/^[\x00-\x7f]*$/.test(name)) return name;
      try {
        return new URL(`http://${name}`).hostname;
      } catch {
        return "";
      }
    }

    function date(text) {
      const [, year, month = "01", day = "01"] = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/.exec(text) || [];
      const found = new Date(`${year}-${month}-${day}T00:00Z`);
      if (!Number(year) || Number.isNaN(+found) || found.getUTCDate() !== Number(day)) return ["bad-date"];
      return +found > Date.now() + 864e5 ? ["future-date", { today: today() }] : null;
    }

    /** A full stop before three digits is somebody's separator of thousands, and would be read as a decimal point. */
    function figure(text, limits) {
      if (!number.test(text) || /\.\d{3}$/.test(text)) return ["not-a-number"];
      if (Number(text) < Number(limits.minimum ?? -Infinity)) return ["out-of-range", { form: `≥ ${limits.minimum}` }];
      return Number(text) > Number(limits.maximum ?? Infinity) ? ["out-of-range", { form: `≤ ${limits.maximum}` }] : null;
    }

    const kinds = {
      address, date, number: figure, integer: (text, limits) => (/^\d{1,9}$/.test(text) ? figure(text, limits) : ["not-a-number"]),
      id: (text) => (id.test(text) ? null : ["bad-id"]),
      currency: listed("currency"), language: listed("language"), zone: listed("zone"),
    };

    return (kind, text, limits) => {
      const found = unseen.exec(text) || /\p{Cs}/u.exec(text);
      if (found) {
        const rule = found.groups?.invisible ? "invisible-character" : "control-character";
        return [rule, { found: `U+${found[0].codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}` }];
      }
      if (kinds[kind]) return kinds[kind](text, limits);
      const length = [...text].length;
      return length > data.longest ? ["text-too-long", { found: length, limit: data.longest }] : null;
    };
  }

  const today = () => new Date().toISOString().slice(0, 10);

  // ---------------------------------------------------------------- the page

  function start() {
    const data = JSON.parse(document.getElementById("form-data").textContent);
    const forms = [...document.querySelectorAll("form.entry")], out = document.querySelector(".result");
    const $ = (selector) => out.querySelector(selector);
    const check = checks(data);
    const tried = new WeakSet(); // fields that were left or paused at: only those are called wrong
    const names = new Map([...document.getElementById("list-place").options].flatMap(({ value, label }) => [[fold(value), value], [fold(label), value]]));
    const nameOf = (code) => document.querySelector(`#list-place [value="${code}"]`).label;
    let form = forms[0], count = 0, timer = 0, shown = {}, unsent = false, pressed = false;
    for (const example of document.querySelectorAll("details.example")) example.open = false; // whole where there is no form

    // ------------------------------------------------------------ reading: {value, said, found}

    /** The text of a control as the file will have it: on one line. */
    const textOf = (input) => (/[^\S ]/.test(input.value) ? input.value.replace(/\s+/g, " ") : input.value).trim();
    const label = (field) => (field.querySelector("label, legend, h3")?.firstChild.textContent || "").trim();
    const problem = (field, rule, facts = {}) => ({ field, rule, mild: data.mild.includes(rule), facts: { field: label(field), ...facts } });

    const readers = {
      group: readGroup,
      list: (field) => readItems(field, (items) => items),
      one: (field) => readItems(field, ([item]) => item),
      map(field) {
        const keys = keysOf(field);
        return readItems(field, (items) => Object.fromEntries(items.map((item, i) => [keys[i], item])));
      },
      choice: (field) => ({ value: control(field).value || undefined, said: control(field).value !== (field.dataset.default ?? "") }),
      boolean: (field) => (control(field).checked ? { value: new Plain("true"), said: true } : {}),
      roles: (field) => listed([...field.querySelectorAll("input:checked")].map((box) => box.value)),
      places(field) {
        const [codes, unknown] = placesOf(field);
        return { ...listed([...codes, ...unknown]), found: unknown.slice(0, 1).map((text) => problem(field, "unknown-place", { found: text })) };
      },
      source(field) {
        const option = control(field).selectedOptions[0];
        if (!option?.value) return {};
        const key = option.dataset.key;
        return { value: key, said: true, found: option.dataset.gone ? [problem(field, "unknown-source", { found: key })] : [] };
      },
      text(field) {
        const kind = field.dataset.kind, text = textOf(control(field));
        if (!text) return {};
        const wrong = check(kind, text, field.dataset);
        const found = wrong ? [problem(field, wrong[0], { found: text, ...wrong[1] })] : [];
        if (kind === "id" && !wrong) {
          const taken = data.taken[form.dataset.collection];
          if (Object.hasOwn(taken, text)) found.push(problem(field, "duplicate-id", { found: text, other: taken[text] }));
        }
        const isPlain = ["number", "integer", "date"].includes(kind) && /^-?\d[\d.-]*$/.test(text);
        return { value: isPlain ? new Plain(text) : text, said: true, found };
      },
    };
    const listed = (value) => (value.length ? { value, said: true } : {});

    function read(field) {
      const { value, said = false, found = [] } = (readers[field.dataset.kind] || readers.text)(field);
      if (value === undefined && "required" in field.dataset && !found.length) {
        found.push(problem(isLeaf(field) ? field : parts(field)[0], "missing-field", { field: label(field) }));
      }
      return { value, said, found };
    }

    function readGroup(field, must = "required" in field.dataset) {
      const value = {}, found = [], inside = {};
      let said = false;
      for (const part of parts(field)) {
        if (part.hidden) continue;
        const got = read(part);
        inside[part.dataset.key] = part;
        if (got.value !== undefined) value[part.dataset.key] = got.value;
        said ||= got.said;
        found.push(...got.found);
      }
      if (!said && (!must || isText(inside))) return { found: [] }; // a text that is needed is missing as a whole
      found.push(...agrees(field, inside, value));
      return { value, said, found };
    }

    function readItems(field, gather) {
      const got = parts(field).map((item) => readGroup(item, true));
      return got.length ? { value: gather(got.map((one) => one.value)), said: true, found: got.flatMap((one) => one.found) } : {};
    }

    const isText = (inside) => Object.keys(inside).join() === "es,en";
    const isPublished = (claim) => claim.value !== "unpublished" && claim.scope !== "unpublished";

    /** What must hold between the parts of a group: the rules of guide/rules.py, by their names. */
    function* agrees(field, inside, value) {
      if (isText(inside)) {
        for (const lang in inside) if (!value[lang]) yield problem(inside[lang], "missing-translation", { field: label(field), lang });
      }
      const isClaim = inside.source && !("required" in inside.source.dataset);
      if (isClaim && isPublished(value) && !value.source) yield problem(inside.source, "claim-without-source");
      if (value.scope === "places" && !value.places) yield problem(inside.places, "hires-from-places");
      if (inside.low) {
        const low = value.low?.text, high = value.high?.text;
        if (!low && !high) yield problem(inside.low, "pay-without-figure");
        if (low && high && Number(low) > Number(high)) yield problem(inside.low, "pay-order", { low, high });
      }
    }

    /** What an entry needs to be listed, and whether its sources are used. */
    function* criteria(entry, top) {
      const cited = new Set(claims(entry).map((claim) => claim.source));
      for (const [i, [key, source]] of Object.entries(entry.sources || {}).entries()) {
        if (source.title && !cited.has(key)) yield problem(parts(top.sources)[i], "unused-source");
      }
      if (form.dataset.collection === "employers") {
        const shows = [entry.remote, entry.hires_from].some((claim) => claim && isPublished(claim)) || entry.openings_seen;
        if (!shows) yield problem(parts(top.remote)[0], "employer-evidence");
        if (!entry.ai_work) yield problem(top.ai_work, "employer-ai-work");
      } else if (claims(entry).filter((claim) => claim.source && isPublished(claim)).length < 2) {
        yield problem(top.fees, "platform-evidence");
      }
    }

    /** Every group inside that cites a source; the sources themselves cite none. */
    function claims(value) {
      if (value?.constructor !== Object && !Array.isArray(value)) return [];
      const below = Object.entries(value).flatMap(([key, inner]) => (key === "sources" ? [] : claims(inner)));
      return typeof value.source === "string" ? [value, ...below] : below;
    }

    // ------------------------------------------------------------ sources and places

    /** The key of each source, made from its title. */
    function keysOf(field) {
      const keys = [];
      for (const item of parts(field)) {
        const words = slug(titleOf(item)), short = words.length > 28 ? words.slice(0, 28).replace(/-[^-]*$/, "") : words;
        const base = /[a-z]/.test(short) ? short : `source${short && "-"}${short}`;
        let key = base;
        for (let n = 2; keys.includes(key); n++) key = `${base}-${n}`;
        keys.push(key);
      }
      return keys;
    }

    const titleOf = (item) => textOf(item.querySelector('[data-key="title"] input'));

    /** Every choice of a source offers the sources above; one that was taken away stays chosen, and wrong. */
    function offerSources() {
      const list = form.querySelector('[data-key="sources"]'), keys = keysOf(list);
      const there = parts(list).map((item, i) => [item.dataset.item, keys[i], titleOf(item) || own(item, "legend").textContent]);
      for (const select of form.querySelectorAll('[data-kind="source"] select')) {
        const value = select.value, chosen = select.selectedOptions[0], now = JSON.stringify([there, value]);
        if (select.now === now) continue;
        select.now = now;
        for (const option of select.querySelectorAll("[data-item]")) option.remove();
        for (const [item, key, text] of there) {
          const option = new Option(text, item);
          Object.assign(option.dataset, { item, key });
          select.append(option);
        }
        select.value = value;
        if (select.value === value) continue;
        if (!chosen.dataset.gone) Object.assign(chosen, { text: fill(data.words.gone_source, { name: chosen.text }) }).dataset.gone = "yes";
        select.append(chosen);
      }
    }

    /** The places chosen, those typed and not yet chosen among them, and what is typed and is none. */
    function placesOf(field) {
      const chosen = [...field.querySelectorAll(".chosen li")].map((item) => item.dataset.code), unknown = [];
      for (const text of textOf(control(field)).split(/[,;]/).map((each) => each.trim()).filter(Boolean)) {
        const code = names.get(fold(text));
        code ? chosen.push(code) : unknown.push(text);
      }
      return [[...new Set(chosen)], unknown];
    }

    /** What is typed and known becomes a choice; what is not stays to be mended. */
    function choosePlaces(field) {
      const [codes, unknown] = placesOf(field), list = field.querySelector(".chosen");
      control(field).value = unknown.join(", ");
      for (const code of codes.filter((each) => !list.querySelector(`[data-code="${each}"]`))) {
        const item = field.querySelector("template").content.firstElementChild.cloneNode(true);
        item.dataset.code = code;
        item.firstElementChild.textContent = nameOf(code);
        item.querySelector("button").setAttribute("aria-label", fill(data.words.drop_place, { name: nameOf(code) }));
        list.append(item);
      }
    }

    // ------------------------------------------------------------ items that come and go

    function add(list, focus = true) {
      const key = ++count, text = own(list, "template").innerHTML.replaceAll("-0-", `-${key}-`);
      const items = own(list, ".items");
      items.insertAdjacentHTML("beforeend", text);
      items.lastElementChild.dataset.item = key;
      number(list);
      if (focus) control(parts(items.lastElementChild)[0]).focus();
    }

    function number(list) {
      const items = parts(list);
      items.forEach((item, i) => {
        const name = fill(list.dataset.name, { n: i + 1 });
        own(item, "legend").textContent = name;
        own(item, "button.drop").setAttribute("aria-label", fill(data.words.drop, { name }));
      });
      own(list, "button.add").hidden = list.dataset.kind === "one" && items.length > 0;
    }

    function drop(item) {
      const list = item.parentElement.closest("[data-key]");
      item.remove();
      number(list);
      own(list, "button.add").focus();
      return list;
    }

    // ------------------------------------------------------------ what is shown

    /** Whether what a field depends on (`scope=places worldwide`) is so. */
    function isAsked(field) {
      const [name, values] = field.dataset.when.split("=");
      const other = parts(field.parentElement.closest("[data-key]")).find((part) => part.dataset.key === name);
      return values.split(" ").includes(control(other).value);
    }

    function refresh() {
      for (const field of form.querySelectorAll("[data-when]")) field.hidden = !isAsked(field);
      offerSources();
      const { value: entry, found } = readGroup(form, true);
      const top = Object.fromEntries(parts(form).map((part) => [part.dataset.key, part]));
      found.push(...criteria(entry, top));
      shown = { entry, found, file: file(entry) };
      $(".file code").textContent = shown.file;
      mark(found);
      list(found);
      address(found);
    }

    function file({ id, ...entry }) {
      const before = Object.entries(entry), at = before.findIndex(([key]) => key === "sources");
      before.splice(at < 0 ? before.length : at, 0, ["added", new Plain(today())]);
      return [form.dataset.modeline, ...lines({ ...(id && { id }), ...Object.fromEntries(before) })].filter(Boolean).join("\n") + "\n";
    }

    const sentence = ({ rule, facts }) => {
      const text = fill(data.rules[rule], facts);
      return text[0].toUpperCase() + text.slice(1);
    };

    /** Each field that was tried says the first thing that is wrong with it. */
    function mark(found) {
      if (pressed) return; // a message that comes now would move the button that is being pressed
      const first = new Map();
      for (const each of found) if (tried.has(each.field) && !first.has(each.field)) first.set(each.field, each);
      for (const note of form.querySelectorAll(".wrong")) {
        const field = note.closest("[data-key]"), wrong = first.get(field), input = control(field);
        note.textContent = wrong ? sentence(wrong) : "";
        note.dataset.rule = wrong?.rule ?? "";
        note.classList.toggle("mild", Boolean(wrong?.mild));
        if (!isLeaf(field)) continue;
        wrong && !wrong.mild ? input.setAttribute("aria-invalid", "true") : input.removeAttribute("aria-invalid");
      }
    }

    /** Everything that is wrong, each with a link to its place. */
    function list(found) {
      for (const [selector, mild] of [[".todo", false], [".advice", true]]) {
        const box = $(selector), wanted = found.filter((each) => each.mild === mild);
        box.hidden = !wanted.length;
        box.querySelector("ul").replaceChildren(...wanted.map((each) => {
          const item = make("li"), where = each.field.closest(".item, section").querySelector("legend, h2").textContent;
          item.dataset.rule = each.rule;
          const why = make("a", { href: `${data.rulebook}#${each.rule}`, target: "_blank", textContent: data.words.why });
          item.append(make("a", { href: `#${control(each.field).id}`, textContent: sentence(each) }), " ", make("span", { textContent: where }), " ", why);
          return item;
        }));
      }
    }

    /** How much is left: said when typing pauses, so that nobody hears it at every key. */
    function status() {
      const left = shown.found.filter((each) => !each.mild).length;
      const text = fill(data.words[left ? (left > 1 ? "left" : "left_one") : "clear"], { count: left });
      if ($(".count").textContent !== text) $(".count").textContent = text;
      out.classList.toggle("ready", !left);
    }

    /** GitHub's page for a new file, filled in unless that is too long for an address. */
    function address() {
      const link = $(".open"), path = `data/${form.dataset.collection}/${slug(shown.entry.id || "") || "…"}.yaml`;
      $(".path").textContent = path;
      if (!link) return;
      const empty = `${link.dataset.base}?filename=${encodeURI(path)}`;
      const whole = `${empty}&value=${encodeURIComponent(shown.file.replace(/\p{Cs}/gu, "\ufffd"))}`;
      const isLong = whole.length > LONGEST_ADDRESS;
      link.href = isLong ? empty : whole;
      $(".long").hidden = !isLong;
    }

    /** What was typed is lost with the page: the browser asks before that. */
    const keep = (event) => unsent && event.preventDefault();

    function release() {
      pressed = false;
      mark(shown.found);
    }

    /** These fields may be called wrong from now on. */
    function tell(...fields) {
      for (const field of fields) tried.add(field);
      mark(shown.found);
      status();
    }

    function pause(field) {
      clearTimeout(timer);
      timer = setTimeout(tell, PAUSE, field);
    }

    function goTo(id) {
      const target = document.getElementById(id);
      for (let fold; (fold = target.closest("details:not([open])")); ) fold.open = true;
      target.focus();
      target.scrollIntoView({ block: "center" });
    }

    async function copy() {
      let done = true;
      try {
        await navigator.clipboard.writeText(shown.file);
      } catch {
        getSelection().selectAllChildren($(".file code")); // no clipboard here: the text is marked for the reader
        done = document.execCommand("copy");
      }
      $(".copied").textContent = done ? data.words.copied : data.words.not_copied;
      unsent &&= !done;
    }

    // ------------------------------------------------------------ what people do

    function choose(collection) {
      for (const each of forms) each.hidden = each.dataset.collection !== collection;
      form = forms.find((each) => !each.hidden);
      refresh();
      status();
    }

    for (const each of forms) {
      let named = true; // the id follows the name until somebody writes one
      each.addEventListener("submit", (event) => event.preventDefault());
      each.addEventListener("input", ({ target, inputType }) => {
        const field = target.closest("[data-key]");
        if (field.dataset.kind === "places" && (!inputType || inputType === "insertReplacementText")) choosePlaces(field); // from the list
        const id = each.querySelector('section > [data-key="id"] input');
        if (target === id) named = !id.value;
        if (named && field.dataset.key === "name" && field.parentElement.matches("section")) id.value = slug(target.value).slice(0, 60).replace(/-$/, "");
        $(".copied").textContent = "";
        addEventListener("beforeunload", keep);
        unsent = true;
        refresh();
        pause(field);
      });
      each.addEventListener("change", ({ target }) => {
        const field = target.closest("[data-key]");
        if (field.dataset.kind === "places") choosePlaces(field);
        refresh();
        tell(field);
      });
      each.addEventListener("focusout", ({ target, relatedTarget }) => {
        const field = target.closest("[data-key]");
        if (!target.matches("input, select, textarea") || field.contains(relatedTarget)) return;
        tell(field);
      });
      each.addEventListener("keydown", (event) => {
        const field = event.target.closest('[data-kind="places"]');
        if (event.key !== "Enter" || !field || !event.target.matches("input")) return;
        event.preventDefault();
        choosePlaces(field);
        refresh();
      });
      each.addEventListener("click", ({ target }) => {
        const button = target.closest("button");
        if (!button) return;
        const field = button.closest("[data-key]");
        if (button.matches(".add")) add(field);
        else if (button.matches(".drop")) tried.add(drop(field));
        else if (button.matches(".choose")) choosePlaces(field);
        else if (button.matches(".forget")) {
          button.parentElement.remove();
          control(field).focus();
        }
        refresh();
        status();
      });
      for (const list of each.querySelectorAll("[data-start]")) add(list, false);
    }
    document.querySelector(".which").addEventListener("change", ({ target }) => choose(target.value));
    out.addEventListener("click", (event) => {
      const link = event.target.closest(".todo a, .advice a");
      if (link) {
        event.preventDefault();
        goTo(link.hash.slice(1));
      } else if (event.target.closest(".copy")) copy();
      else if (event.target.closest(".open")) {
        if (shown.found.some((each) => !each.mild)) {
          event.preventDefault();
          tell(...shown.found.map((each) => each.field));
          $(".todo h3").focus();
        } else unsent = false;
      }
    });
    addEventListener("pointerdown", () => { pressed = true; }, true);
    for (const end of ["pointerup", "pointercancel"]) addEventListener(end, () => setTimeout(release)); // after the click
    choose(document.querySelector('input[name="collection"]:checked').value);
  }
})();
