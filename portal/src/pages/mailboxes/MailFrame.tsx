// A message's HTML, as a mail program would show it, in a frame of its own.
import { makeStyles, tokens } from "@fluentui/react-components";
import { useEffect, useMemo, useState, type CSSProperties } from "react";
import type { MessageFile } from "../../api/archive";
import { api } from "../../api/client";
import { fileAddress, type Reading } from "../../api/queries/mailboxes";
import { styleNonce } from "../../app/nonce";
import { contentId, frameDocument, heightOf } from "./mailHtml";

/** Larger images are files to be downloaded, not to be held in a page. */
const IMAGE_BYTES_MAX = 20_000_000;
const NO_IMAGES: ReadonlyMap<string, string> = new Map();

const useStyles = makeStyles({
  frame: {
    display: "block",
    width: "100%",
    height: "var(--wide)",
    "@media (max-width: 640px)": { height: "var(--narrow)" },
    resize: "vertical",
    boxSizing: "border-box",
    border: `1px solid ${tokens.colorNeutralStroke1}`,
    borderRadius: tokens.borderRadiusMedium,
  },
});

const dataOf = (blob: Blob, type: string) =>
  new Promise<string>((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => {
      resolve(reader.result as string);
    };
    reader.onerror = () => {
      reject(new Error("an image could not be read"));
    };
    reader.readAsDataURL(new Blob([blob], { type }));
  });

const isShown = ({ content_id, gap, size, media_type }: MessageFile) =>
  content_id !== null && gap === null && (size ?? 0) <= IMAGE_BYTES_MAX && media_type.startsWith("image/");

/** The images within a message, by content id; one that cannot be loaded is named by its text. */
function useImages(source: MailSource): ReadonlyMap<string, string> {
  const [images, setImages] = useState(NO_IMAGES);
  useEffect(() => {
    const stop = new AbortController();
    const load = async (file: MessageFile): Promise<[string, string] | undefined> => {
      try {
        const blob = await api.bytes(fileAddress(source.reading, source.uid, file.number), stop.signal);
        return [contentId(file.content_id ?? ""), await dataOf(blob, file.media_type)];
      } catch {
        return undefined;
      }
    };
    void Promise.all(source.files.filter(isShown).map(load)).then((loaded) => {
      if (!stop.signal.aborted) setImages(new Map(loaded.filter((one) => one !== undefined)));
    });
    return () => {
      stop.abort();
    };
  }, [source]);
  return images;
}

/** Where a message's images are fetched from. */
export interface MailSource {
  reading: Reading;
  uid: number;
  files: readonly MessageFile[];
}

interface MailFrameProps {
  title: string;
  html: string;
  /** The same as plain text. */
  text: string;
  source: MailSource;
  /** Whether another stands beside it. */
  half?: boolean;
}

export function MailFrame({ title, html, text, source, half = false }: MailFrameProps) {
  const styles = useStyles();
  const images = useImages(source);
  const document = useMemo(
    () => frameDocument(html, images, styleNonce() ?? crypto.randomUUID()),
    [html, images],
  );
  const height = (page: "wide" | "narrow") => `${heightOf(text, images.size, page)}px`;
  const style = { "--wide": height(half ? "narrow" : "wide"), "--narrow": height("narrow") } as CSSProperties;
  return <iframe title={title} className={styles.frame} style={style} sandbox="" srcDoc={document} />;
}
