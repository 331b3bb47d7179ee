// A key that we make: a button, and then the certificate to upload. The key itself is never shown.
import { Button, Field, Spinner, Textarea } from "@fluentui/react-components";
import type { Certificate, CredentialField } from "../../../api/types";
import { CopyButton } from "../../../components/form/CopyField";
import { invalid } from "../../../components/form/errors";
import { useLayout } from "../../../components/page/styles";
import { Moment } from "../../../components/text/Moment";

interface KeyPairFieldProps {
  field: CredentialField;
  certificate: Certificate | undefined;
  /** Whether a key is kept already. */
  kept: boolean;
  error: string | undefined;
  busy: boolean;
  onMake: () => void;
}

export function KeyPairField({ field, certificate, kept, error, busy, onMake }: KeyPairFieldProps) {
  const layout = useLayout();
  return (
    <div className={layout.tight}>
      {certificate === undefined ? (
        <Field label={field.label} required hint={field.help} {...invalid(error)}>
          <span>{kept ? "A key is kept." : "No key pair was made yet."}</span>
        </Field>
      ) : (
        <>
          <Field
            label="Certificate"
            hint="Upload it at the service, as the steps above say. The key that belongs to it is kept here, encrypted, and never shown."
            {...invalid(error)}
          >
            <Textarea readOnly rows={6} value={certificate.certificate_pem} className={layout.mono} />
          </Field>
          <span className={layout.muted}>
            Valid until <Moment value={certificate.not_after} />. SHA-256{" "}
            <span className={`${layout.mono} ${layout.breaking}`}>{certificate.fingerprint_sha256}</span>
          </span>
        </>
      )}
      <div className={layout.row}>
        <Button type="button" onClick={onMake} disabled={busy}>
          {certificate === undefined ? "Make a key pair" : "Make another key pair"}
        </Button>
        {certificate !== undefined && (
          <>
            <CopyButton value={certificate.certificate_pem} what="certificate" />
            <Button
              as="a"
              href={`data:application/x-pem-file,${encodeURIComponent(certificate.certificate_pem)}`}
              download="vouchsafe.crt"
            >
              Download certificate
            </Button>
          </>
        )}
        {busy && <Spinner size="tiny" label="Making a key pair …" />}
      </div>
    </div>
  );
}
