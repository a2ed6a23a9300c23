// The page for reading. Fonts are the reader's own.
window.Redoc.init(
  "/v1/openapi.json",
  {
    hideDownloadButton: false,
    expandResponses: "200,201",
    theme: {
      typography: {
        fontFamily: "system-ui, sans-serif",
        headings: { fontFamily: "system-ui, sans-serif" },
        code: { fontFamily: "ui-monospace, monospace" },
      },
    },
  },
  document.getElementById("redoc-container"),
);
