// Which page is at which address. Every page is loaded when it is first opened.
import type { ComponentType } from "react";
import { createBrowserRouter } from "react-router";
import { Lost } from "./shell/Lost";
import { Shell } from "./shell/Shell";

const page = (load: () => Promise<{ default: ComponentType }>) => async () => ({
  Component: (await load()).default,
});

export const router = createBrowserRouter([
  {
    ErrorBoundary: Lost,
    HydrateFallback: () => null,
    children: [
      { path: "/setup", lazy: page(() => import("../pages/session/Setup")) },
      { path: "/recover", lazy: page(() => import("../pages/session/Recover")) },
      { path: "/sign-in", lazy: page(() => import("../pages/session/SignIn")) },
      {
        Component: Shell,
        children: [
          {
            ErrorBoundary: Lost,
            children: [
              { path: "/", lazy: page(() => import("../pages/overview/Overview")) },
              { path: "/connectors", lazy: page(() => import("../pages/connectors/Connectors")) },
              { path: "/connectors/activated", lazy: page(() => import("../pages/connectors/Connectors")) },
              { path: "/connectors/custodians", lazy: page(() => import("../pages/connectors/Connectors")) },
              { path: "/connectors/:id", lazy: page(() => import("../pages/connectors/Connector")) },
              { path: "/connectors/:id/add", lazy: page(() => import("../pages/connectors/wizard/AddConnector")) },
              { path: "/instances/:id/edit", lazy: page(() => import("../pages/instances/EditInstance")) },
              { path: "/instances/:id/:tab?", lazy: page(() => import("../pages/instances/Instance")) },
              { path: "/archives/:id/edit", lazy: page(() => import("../pages/archives/EditArchive")) },
              { path: "/archives/:id/:tab?", lazy: page(() => import("../pages/archives/Archive")) },
              { path: "/mailboxes", lazy: page(() => import("../pages/mailboxes/Mailboxes")) },
              { path: "/mailboxes/:mailbox", lazy: page(() => import("../pages/mailboxes/Mailbox")) },
              { path: "/mailboxes/:mailbox/:uid/:tab?", lazy: page(() => import("../pages/mailboxes/Message")) },
              { path: "/break-glass", lazy: page(() => import("../pages/breakglass/BreakGlass")) },
              { path: "/break-glass/:glass", lazy: page(() => import("../pages/breakglass/Request")) },
              { path: "/break-glass/:glass/:mailbox", lazy: page(() => import("../pages/mailboxes/Mailbox")) },
              { path: "/break-glass/:glass/:mailbox/:uid/:tab?", lazy: page(() => import("../pages/mailboxes/Message")) },
              { path: "/assessments", lazy: page(() => import("../pages/assessments/Assessments")) },
              { path: "/assessments/new", lazy: page(() => import("../pages/assessments/wizard/AddAssessment")) },
              { path: "/assessments/:id/edit", lazy: page(() => import("../pages/assessments/EditAssessment")) },
              { path: "/assessments/:id/:tab?", lazy: page(() => import("../pages/assessments/Assessment")) },
              { path: "/actions", lazy: page(() => import("../pages/actions/Actions")) },
              { path: "/actions/:id/:tab?", lazy: page(() => import("../pages/actions/Action")) },
              { path: "/alerts", lazy: page(() => import("../pages/alerts/Alerts")) },
              { path: "/alerts/:id", lazy: page(() => import("../pages/alerts/Alert")) },
              { path: "/settings/pack-updates/:check", lazy: page(() => import("../pages/packs/PackUpdate")) },
              { path: "/settings/:tab?", lazy: page(() => import("../pages/settings/Settings")) },
              { path: "/api-reference", lazy: page(() => import("../pages/reference/Reference")) },
              { path: "*", Component: Lost },
            ],
          },
        ],
      },
    ],
  },
]);
