// Everything that surrounds the pages: theme, cache, routes.
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "react-router";
import { client } from "./cache";
import { router } from "./routes";
import { ThemeProvider } from "./theme";

export function App() {
  return (
    <ThemeProvider>
      <QueryClientProvider client={client}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </ThemeProvider>
  );
}
