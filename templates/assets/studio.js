// The studio with scripts. All of it works without. Each part has a file of its
// own: studio-NAME.js.
(() => {
  "use strict";
})();
