// A remark's button changes the text where one sees it, and as one's own typing
// does: it is saved as that is, and can be taken back with undo. Without a
// script, or with the text in parts, the button sends the form.
(() => {
  "use strict";

  const form = document.querySelector("[data-editor]"), result = document.querySelector("[data-result]");
  const source = form?.elements.source;
  if (!source || !result || source.readOnly) return;

  // What is open stays open while the list is made anew.
  const opened = new Map();
  result.addEventListener("toggle", (event) => {
    if (event.target.dataset?.keep) opened.set(event.target.dataset.keep, event.target.open);
  }, true);
  result.addEventListener("shown", () => {
    for (const details of result.querySelectorAll("details[data-keep]")) {
      if (opened.has(details.dataset.keep)) details.open = opened.get(details.dataset.keep);
    }
  });

  result.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-put]");
    if (!button) return;
    const { put, was } = button.dataset, text = source.value;
    let start = text.trimEnd().length, end = text.length, words = `\n\n${put}\n`;
    if (was) {
      const above = text.split("\n").slice(0, Math.max(0, Number(button.dataset.at) - 1)).join("\n").length;
      start = text.indexOf(was, above);
      if (start < 0) return; // it has changed: let the server look
      end = start + was.length;
      words = put;
    }
    event.preventDefault();
    source.focus();
    source.setSelectionRange(start, end);
    if (!document.execCommand("insertText", false, words)) {
      source.setRangeText(words, start, end, "end");
      source.dispatchEvent(new Event("input", { bubbles: true }));
    }
  });
})();
