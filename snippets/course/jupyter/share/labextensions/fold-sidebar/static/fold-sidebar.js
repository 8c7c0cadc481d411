// A plugin of JupyterLab, in the form in which JupyterLab loads a plugin without building it.
// Beside the list of files, a notebook in a narrow window would have lines of three words.
const NARROW = window.matchMedia("(max-width: 768px)");

const plugin = {
  id: "fold-sidebar:plugin",
  autoStart: true,
  activate: app => {
    const fold = () => {
      if (NARROW.matches) {
        app.shell.collapseLeft();
      }
    };
    app.restored.then(fold);
    NARROW.addEventListener("change", fold);
  }
};

window._JUPYTERLAB = window._JUPYTERLAB || {};
window._JUPYTERLAB["fold-sidebar"] = {
  init: () => {},
  get: async () => () => ({ __esModule: true, default: plugin })
};
