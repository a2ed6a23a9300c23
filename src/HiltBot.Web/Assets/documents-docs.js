// The page for trying calls. Credentials that are typed here stay in this page.
window.ui = window.SwaggerUIBundle({
  url: "/v1/openapi.json",
  dom_id: "#swagger-ui",
  deepLinking: true,
  docExpansion: "none",
  defaultModelsExpandDepth: 0,
  displayRequestDuration: true,
  filter: true,
  presets: [window.SwaggerUIBundle.presets.apis],
  layout: "BaseLayout",
});
