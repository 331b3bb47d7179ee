// The pages before anybody is signed in: one card in the middle.
import { Card, makeStyles, tokens } from "@fluentui/react-components";
import { ShieldCheckmark32Filled } from "@fluentui/react-icons";
import { useEffect, type ReactNode } from "react";
import { useLayout } from "../../components/page/styles";

const useStyles = makeStyles({
  root: {
    display: "flex",
    justifyContent: "center",
    alignItems: "center",
    minHeight: "100vh",
    boxSizing: "border-box",
    padding: tokens.spacingHorizontalL,
  },
  card: { width: "100%", maxWidth: "440px", padding: tokens.spacingHorizontalXXL },
  brand: {
    display: "flex",
    alignItems: "center",
    gap: tokens.spacingHorizontalS,
    margin: 0,
    fontSize: tokens.fontSizeBase400,
    "& svg": { color: tokens.colorBrandForeground1 },
  },
  title: { margin: 0, fontSize: tokens.fontSizeHero700, fontWeight: tokens.fontWeightSemibold },
});

export function Frame({ title, children }: { title: string; children: ReactNode }) {
  const styles = useStyles();
  const layout = useLayout();
  useEffect(() => {
    document.title = `${title} · Vouchsafe`;
  }, [title]);
  return (
    <main className={styles.root}>
      <Card className={styles.card}>
        <div className={layout.stack}>
          <p className={styles.brand}>
            <ShieldCheckmark32Filled aria-hidden /> Vouchsafe
          </p>
          <h1 className={styles.title}>{title}</h1>
          {children}
        </div>
      </Card>
    </main>
  );
}
