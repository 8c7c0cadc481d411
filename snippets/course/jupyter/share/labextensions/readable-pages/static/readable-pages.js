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
    new MutationObserver(describePictures).observe(document.body,
      { childList: true, subtree: true });
  }
};

window._JUPYTERLAB = window._JUPYTERLAB || {};
window._JUPYTERLAB["readable-pages"] = {
  init: () => {},
  get: async () => () => ({ __esModule: true, default: plugin })
};
