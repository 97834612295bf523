// The studio with scripts: the result beside the text as one types, a warning
// before leaving what is not saved, and a button that says when. All of it
// works without.
(() => {
  "use strict";

  const editor = document.querySelector("[data-editor]");
  if (editor) edit(editor);
  const publication = document.querySelector("[data-publish]");
  if (publication) publish(publication);

  function edit(form) {
    const source = form.elements.source, title = form.elements.title;
    const page = document.querySelector(".page"), result = document.querySelector("[data-result]");
    const failed = document.querySelector("[data-failed]");
    const saved = form.querySelector("[data-saved]"), unsaved = form.querySelector("[data-unsaved]");
    let dirty = !saved && Boolean(unsaved), timer, request;

    for (const button of document.querySelectorAll("[data-without-script]")) button.hidden = true;

    form.addEventListener("input", (event) => {
      dirty = true;
      if (unsaved) unsaved.hidden = false;
      if (saved) saved.hidden = true;
      if (event.target === title) document.querySelector("[data-title]").textContent = title.value;
      if (event.target !== source) return;
      clearTimeout(timer);
      timer = setTimeout(show, 350);
    });

    async function show() {
      request?.abort();
      request = new AbortController();
      page.setAttribute("aria-busy", "true");
      try {
        const answer = await fetch(form.dataset.preview, {
          method: "POST", body: new URLSearchParams(new FormData(form)), signal: request.signal, redirect: "error",
        });
        if (!answer.ok) throw new Error(answer.statusText);
        const open = result.querySelector("details")?.open ?? true, top = page.scrollTop;
        result.innerHTML = await answer.text(); // sanitised by the server, as the page's own
        const blanks = result.querySelector("details");
        if (blanks) blanks.open = open;
        page.scrollTop = top;
        failed.textContent = "";
      } catch (err) {
        if (err.name === "AbortError") return; // a later one is on its way
        failed.textContent = failed.dataset.failed;
      }
      page.removeAttribute("aria-busy");
    }

    // From a place that is left to fill in to its line in the text.
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

    addEventListener("keydown", (event) => {
      if (event.key !== "s" || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
      const save = form.querySelector("button[value=save]");
      if (!save) return;
      event.preventDefault();
      form.requestSubmit(save);
    });

    document.addEventListener("submit", (event) => { if (event.target === form || event.target.closest(".discard")) dirty = false; });
    addEventListener("beforeunload", (event) => { if (dirty) event.preventDefault(); });
  }

  function publish(form) {
    const button = form.querySelector("[data-now]"), at = form.elements.at;
    if (!button) return;
    const language = document.documentElement.lang === "en" ? "en-GB" : document.documentElement.lang;
    const words = new Intl.DateTimeFormat(language, { weekday: "long", day: "numeric", month: "long", hour: "2-digit", minute: "2-digit" });

    function say() {
      // The field's time is the site's own; it is read and written as it stands.
      const when = new Date(at.value);
      if (form.elements.when.value === "now") button.textContent = button.dataset.now;
      else if (!Number.isNaN(when.getTime())) button.textContent = button.dataset.at.replace("§", words.format(when));
    }
    at.addEventListener("input", () => { form.elements.when.value = "at"; });
    form.addEventListener("input", say);
    say();
  }
})();
