// The API's own description, readable without a connection to anything else.
import { Field, SearchBox } from "@fluentui/react-components";
import { useEffect, useState } from "react";
import { useLocation } from "react-router";
import { useDescription } from "../../api/queries/overview";
import { Empty } from "../../components/page/Empty";
import { Loaded } from "../../components/page/Loaded";
import { Page } from "../../components/page/Page";
import { Section } from "../../components/page/Section";
import { useLayout } from "../../components/page/styles";
import { OutsideLink } from "../../components/text/links";
import { EndpointView } from "./EndpointView";
import { SchemaView } from "./SchemaView";
import { endpoints, isDescription, type Description, type Endpoint } from "./openapi";

export default function Reference() {
  const description = useDescription();
  return (
    <Page
      title="API reference"
      summary={
        <span>
          {"For programs: "}
          <OutsideLink href={`${location.origin}/api/v1/openapi.json`}>openapi.json</OutsideLink>
        </span>
      }
    >
      <Loaded query={description} lines={12}>
        {(data) =>
          isDescription(data) ? (
            <Contents description={data} />
          ) : (
            <Empty title="There is no description">The server's answer is no OpenAPI description.</Empty>
          )
        }
      </Loaded>
    </Page>
  );
}

function Contents({ description }: { description: Description }) {
  const layout = useLayout();
  const { hash } = useLocation();
  const [search, setSearch] = useState("");
  useEffect(() => {
    if (hash !== "") document.getElementById(decodeURIComponent(hash.slice(1)))?.scrollIntoView();
  }, [hash]);
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const found = endpoints(description).filter((endpoint) => {
    const text = `${endpoint.method} ${endpoint.path} ${endpoint.operation.summary ?? ""} ${endpoint.tag}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
  const tags = new Map<string, Endpoint[]>();
  for (const endpoint of found) tags.set(endpoint.tag, [...(tags.get(endpoint.tag) ?? []), endpoint]);
  const schemas = Object.entries(description.components?.schemas ?? {});
  return (
    <>
      <p className={layout.prose}>{description.info.description}</p>
      <Field label="Search operations" className={layout.narrow}>
        <SearchBox
          value={search}
          onChange={(_, { value }) => {
            setSearch(value);
          }}
        />
      </Field>
      {found.length === 0 && <Empty title="Nothing matches">No operation matches this search.</Empty>}
      {[...tags].map(([tag, list]) => (
        <Section key={tag} title={tag}>
          {description.tags?.find((one) => one.name === tag)?.description}
          {list.map((endpoint) => (
            <EndpointView key={endpoint.id} endpoint={endpoint} />
          ))}
        </Section>
      ))}
      {words.length === 0 && (
        <Section title="Schemas">
          {schemas.map(([name, schema]) => (
            <SchemaView key={name} name={name} schema={schema} />
          ))}
        </Section>
      )}
    </>
  );
}
