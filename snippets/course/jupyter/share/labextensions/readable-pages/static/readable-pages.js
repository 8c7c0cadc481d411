// A plugin of JupyterLab, in the form in which JupyterLab loads a plugin without building it.

// Beside the list of files, a notebook in a narrow window would have lines of three words.
const NARROW = window.matchMedia("(max-width: 768px)");

// JupyterLab shows an SVG as an image without a text alternative. The SVG has one as its label.
const PICTURES = ".jp-RenderedSVG > img:not([alt])";

function describePictures() {
  for (const image of document.querySelectorAll(PICTURES)) {
    const svg = decodeURIComponent(image.src.slice(image.src.indexOf(",") + 1));
    const root = new DOMParser().parseFromString(svg, "image/svg+xml").documentElement;
    image.alt = root.getAttribute("aria-label") ?? "";
  }
}

// The notebook kernel also runs the cells below a cell that failed, and a ✓ there would look like a
// pass. JupyterLab prints an error in red on stderr.
const FAILURE = "[data-mime-type='application/vnd.jupyter.stderr'] [class*='ansi-red']";
const PRINTED = "[data-mime-type^='application/vnd.jupyter.std']";
const STYLE = `
  .mmap-below-failure .jp-OutputArea::before {
    content: "A cell above has failed, so do not rely on this output. Fix that cell first.";
    padding-left: calc(var(--jp-cell-prompt-width) + 8px);
    font-weight: bold;
  }`;

function markBelowFailures() {
  for (const notebook of document.querySelectorAll(".jp-Notebook")) {
    let failed = false;
    for (const cell of notebook.querySelectorAll(".jp-CodeCell")) {
      cell.classList.toggle("mmap-below-failure",
        failed && cell.querySelector(PRINTED) !== null);
      failed ||= cell.querySelector(FAILURE) !== null;
    }
  }
}

function refresh() {
  describePictures();
  markBelowFailures();
}

const plugin = {
  id: "readable-pages:plugin",
  autoStart: true,
  activate: app => {
    const fold = () => {
      if (NARROW.matches) {
        app.shell.collapseLeft();
      }
    };
    app.restored.then(fold);
    NARROW.addEventListener("change", fold);
    document.head.append(Object.assign(document.createElement("style"), { textContent: STYLE }));
    new MutationObserver(refresh).observe(document.body, { childList: true, subtree: true });
  }
};

window._JUPYTERLAB = window._JUPYTERLAB || {};
window._JUPYTERLAB["readable-pages"] = {
  init: () => {},
  get: async () => () => ({ __esModule: true, default: plugin })
};
