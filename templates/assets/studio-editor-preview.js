// The result beside the text as one types. A long text is asked for less often:
// the next preview waits as long as the last one took.
(() => {
  "use strict";

  const form = document.querySelector("[data-editor]"), result = document.querySelector("[data-result]");
  if (!form || !result) return;
  const source = form.elements.source, title = form.elements.title;
  const page = document.querySelector(".page"), failed = document.querySelector("[data-failed]");
  let timer, request, took = 0, shown = source.value;

  for (const event of ["input", "put"]) {
    form.addEventListener(event, () => {
      document.querySelector("[data-title]").textContent = title.value;
      if (source.value === shown && !request) return;
      clearTimeout(timer);
      timer = setTimeout(show, Math.max(300, Math.min(3000, 1.5 * took)));
    });
  }
  if (source.value !== source.defaultValue) show();

  async function show() {
    request?.abort();
    const mine = new AbortController(), text = source.value, began = performance.now();
    request = mine;
    page.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(form.dataset.preview, {
        method: "POST", body: new URLSearchParams({ source: text }), signal: AbortSignal.any([mine.signal, AbortSignal.timeout(30000)]), redirect: "error",
      });
      if (!answer.ok) throw new Error(answer.statusText);
      place(await answer.text());
      took = performance.now() - began;
      shown = text;
      failed.textContent = "";
    } catch (err) {
      if (err.name === "AbortError") return; // a later one is on its way
      failed.textContent = failed.dataset.failed;
    }
    request = null;
    page.removeAttribute("aria-busy");
  }

  // The page stays where it is scrolled to. What the check says stays as open
  // as it was by itself: see studio-lint.js.
  function place(html) {
    const top = page.scrollTop;
    const fresh = document.createElement("div");
    fresh.innerHTML = html; // sanitised by the server, as the page's own
    result.replaceChildren(...fresh.childNodes);
    page.scrollTop = top;
    result.dispatchEvent(new Event("shown", { bubbles: true }));
  }

  // From a place in the result to its line in the text.
  result.addEventListener("click", (event) => {
    const link = event.target.closest("[data-line]");
    if (!link) return;
    event.preventDefault();
    const lines = source.value.split("\n"), n = Number(link.dataset.line) - 1;
    const start = lines.slice(0, n).join("\n").length + (n > 0 ? 1 : 0);
    const blank = lines[n]?.indexOf("{{") ?? -1, end = lines[n]?.indexOf("}}", blank) ?? -1;
    source.focus();
    if (blank >= 0 && end > blank) source.setSelectionRange(start + blank, start + end + 2);
    else source.setSelectionRange(start, start + (lines[n]?.length ?? 0));
    // Where wrapped lines make the place hard to know, near it will do.
    source.scrollTop = (source.scrollHeight * start) / Math.max(1, source.value.length) - source.clientHeight / 3;
  });
})();
