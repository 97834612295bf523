// A toolbar for those who do not know Markdown, a menu of what a text can
// include, and pasting from Word or a web page. All of it can be undone.
(() => {
  "use strict";

  const tools = document.querySelector("[data-tools]"), form = document.querySelector("[data-editor]");
  const field = form?.elements.source;
  if (!tools || !field) return;
  tools.hidden = false;

  // Puts a text in the place of another, and selects a part of it.
  function replace(start, end, text, from = text.length, to = from) {
    field.focus();
    field.setSelectionRange(start, end);
    // As if it was typed, so that it can be undone; a very long one at once.
    const typed = text.length < 50000 && document.execCommand(text === "" ? "delete" : "insertText", false, text);
    if (!typed) {
      field.setRangeText(text, start, end, "end");
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
    field.setSelectionRange(start + from, start + to);
  }

  const selected = () => [field.selectionStart, field.selectionEnd];

  // The whole lines that are selected.
  function lines() {
    let [start, end] = selected();
    start = field.value.lastIndexOf("\n", start - 1) + 1;
    end = field.value.indexOf("\n", Math.max(start, end - (end > start && field.value[end - 1] === "\n" ? 1 : 0)));
    return [start, end < 0 ? field.value.length : end];
  }

  // A mark around words: put on, or taken off where it is on.
  function around(mark) {
    let [start, end] = selected();
    while (start < end && /\s/.test(field.value[start])) start++;
    while (start < end && /\s/.test(field.value[end - 1])) end--;
    const text = field.value.slice(start, end), n = mark.length;
    if (text.length > 2 * n && text.startsWith(mark) && text.endsWith(mark)) {
      replace(start, end, text.slice(n, -n), 0, text.length - 2 * n);
    } else if (text && field.value.slice(start - n, start) === mark && field.value.slice(end, end + n) === mark) {
      replace(start - n, end + n, text, 0, text.length);
    } else {
      const words = text || tools.dataset.words;
      replace(start, end, mark + words.replace(/(\s*\n\s*\n\s*)/g, mark + "$1" + mark) + mark, n, n + words.length);
    }
  }

  function prefix(each) {
    const [start, end] = lines(), before = field.value.slice(start, end);
    const after = each(before.split("\n")).join("\n");
    replace(start, end, after, before ? 0 : after.length, after.length);
  }

  const bare = (line) => line.replace(/^(?:\s*(?:[-*+]|\d+[.)])\s+|#{1,6}\s+)/, "");
  const isItem = (line) => /^\s*[-*+]\s/.test(line), isNumbered = (line) => /^\s*\d+[.)]\s/.test(line);

  // Lines of their own, with empty ones around them.
  function block(text, from, to) {
    const [start, end] = selected();
    const before = field.value.slice(0, start).match(/\n*$/)[0].length, after = field.value.slice(end).match(/^\n*/)[0].length;
    const lead = start === 0 || start === before ? "" : "\n".repeat(Math.max(0, 2 - before));
    const trail = end === field.value.length ? "\n" : "\n".repeat(Math.max(0, 2 - after));
    replace(start, end, lead + text + trail, lead.length + (from ?? text.length), lead.length + (to ?? from ?? text.length));
  }

  const acts = {
    heading: () => prefix((all) => all.map((line) => {
      const level = line.match(/^(#{1,6})\s/)?.[1].length ?? 0;
      return (level === 0 ? "## " : level === 2 ? "### " : "") + bare(line);
    })),
    bold: () => around("**"),
    italic: () => around("*"),
    list: () => prefix((all) => (all.every(isItem) ? all.map(bare) : all.map((line) => (line || all.length === 1 ? "- " + bare(line) : line)))),
    numbered: () => {
      let n = 0;
      prefix((all) => (all.every(isNumbered) ? all.map(bare) : all.map((line) => (line || all.length === 1 ? ++n + ". " + bare(line) : line))));
    },
    link: () => {
      const [start, end] = selected(), text = field.value.slice(start, end).trim();
      if (/^(https?:\/\/|mailto:|tel:)\S+$/.test(text)) {
        replace(start, end, `[${tools.dataset.words}](${text})`, 1, 1 + tools.dataset.words.length);
        return;
      }
      const words = text || tools.dataset.words, at = words.length + 3;
      replace(start, end, `[${words}](https://)`, at, at + 8);
    },
    table: () => {
      const c = tools.dataset.column;
      block(`| ${c} 1 | ${c} 2 |\n| --- | --- |\n|  |  |`, 2, 2 + c.length + 2);
    },
  };

  tools.addEventListener("click", (event) => {
    const act = acts[event.target.closest("[data-tool]")?.dataset.tool];
    if (act) act();
  });
  // A press of a button leaves the selection in the field alone.
  tools.addEventListener("mousedown", (event) => { if (event.target.closest("[data-tool]")) event.preventDefault(); });

  field.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
    const act = { b: acts.bold, i: acts.italic }[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });

  // One stop for Tab; arrows go from tool to tool.
  const all = [...tools.querySelectorAll("button")];
  function stop(at) {
    for (const [i, button] of all.entries()) button.tabIndex = i === at ? 0 : -1;
  }
  stop(0);
  tools.addEventListener("keydown", (event) => {
    const at = all.indexOf(event.target.closest("button")), forth = document.dir === "rtl" ? -1 : 1;
    const to = { ArrowRight: at + forth, ArrowLeft: at - forth, Home: 0, End: all.length - 1 }[event.key];
    if (at < 0 || to === undefined) return;
    event.preventDefault();
    const next = (to + all.length) % all.length;
    stop(next);
    all[next].focus();
  });

  /* --------------------------------------------------------------- inserting */

  const menu = document.querySelector("#insert"), opener = tools.querySelector("[data-insert]");
  if (menu && !("popover" in HTMLElement.prototype)) opener.hidden = menu.hidden = true;
  menu?.addEventListener("beforetoggle", (event) => {
    if (event.newState !== "open") return;
    const at = opener.getBoundingClientRect(), width = Math.min(480, innerWidth - 16);
    menu.style.inlineSize = width + "px";
    menu.style.left = Math.max(8, Math.min(at.left, innerWidth - width - 8)) + "px";
    menu.style.top = Math.max(8, Math.min(at.bottom + 4, innerHeight - 320)) + "px";
  });
  menu?.addEventListener("toggle", (event) => { if (event.newState === "open") menu.querySelector("button")?.focus(); });
  menu?.addEventListener("click", (event) => {
    const button = event.target.closest("[data-name]");
    if (!button) return;
    menu.hidePopover();
    const text = `{{${button.dataset.name}}}`;
    if ("block" in button.dataset) block(text);
    else replace(...selected(), text);
  });

  /* ----------------------------------------------------------------- pasting */

  const formatted = /<(?:h[1-6]|p|ul|ol|li|table|a|b|strong|i|em|br|blockquote)\b/i;
  const fromEditor = (html) => /white-space:\s*pre[;"']/.test(html) && !/<(?:h[1-6]|p|li|table)\b/i.test(html);

  // The words are there at once, as they were copied; when the server has made
  // Markdown of their HTML, that takes their place.
  field.addEventListener("paste", async (event) => {
    const html = event.clipboardData.getData("text/html"), plain = event.clipboardData.getData("text/plain").replace(/\r\n?/g, "\n");
    if (!html || html.length > 1 << 20 || !formatted.test(html) || fromEditor(html)) return;
    event.preventDefault();
    const [start, end] = selected();
    replace(start, end, plain);
    let made;
    try {
      const answer = await fetch(tools.dataset.convert, { method: "POST", headers: { Accept: "application/json" }, body: new URLSearchParams({ html }), signal: AbortSignal.timeout(15000) });
      if (!answer.ok) return;
      made = await answer.json();
    } catch {
      return; // the words are there
    }
    let text = made.source;
    if (made.title && !form.elements.title.value) {
      form.elements.title.value = made.title;
      form.elements.title.dispatchEvent(new Event("input", { bubbles: true }));
    } else if (made.title) {
      text = "## " + made.title + "\n\n" + text;
    }
    if (field.value.slice(start, start + plain.length) !== plain || !text || text === plain) return; // something else was done meanwhile
    const caret = selected(), moved = caret[0] - (start + plain.length);
    const long = text.includes("\n\n") || /^(?:#|[-*] |\d+[.)] |\||>)/.test(text);
    const before = field.value.slice(0, start), after = field.value.slice(start + plain.length);
    if (long && before.trim()) text = "\n".repeat(Math.max(0, 2 - before.match(/\n*$/)[0].length)) + text;
    if (long && after.trim()) text += "\n".repeat(Math.max(0, 2 - after.match(/^\n*/)[0].length));
    replace(start, start + plain.length, text);
    if (moved > 0) field.setSelectionRange(start + text.length + moved, start + text.length + moved);
    form.dispatchEvent(new Event("converted"));
  });
})();
