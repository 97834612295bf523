// The studio with scripts. All of it works without. Each part has a file of its
// own: studio-NAME.js.
(() => {
  "use strict";

  const publication = document.querySelector("[data-publish]");
  if (publication) publish(publication);

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
