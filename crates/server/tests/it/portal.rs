//! The portal's page and files, whether it was built into this program or not.

use crate::world::World;

#[tokio::test]
async fn client_routes_get_the_page_and_files_do_not() {
    let world = World::new().await;
    let stranger = world.stranger();
    let page = stranger.get("/").await;
    for route in
        ["/connectors", "/assessments/1/actions", "/actions/zoom.meeting.waiting-room", "/index.html"]
    {
        let reply = stranger.get(route).await;
        assert_eq!(reply.status, page.status, "{route}");
        assert_eq!(reply.header("content-type"), "text/html; charset=utf-8", "{route}");
    }
    for missing in ["/assets/none.js", "/none.css", "/.vite/manifest.json", "/assets/../../Cargo.toml"] {
        assert_eq!(stranger.get(missing).await.status, 404, "{missing}");
    }
}

#[tokio::test]
async fn each_page_has_a_nonce_of_its_own_and_is_not_kept() {
    let world = World::new().await;
    let stranger = world.stranger();
    let (one, other) = (stranger.get("/").await, stranger.get("/").await);
    if one.status == 404 {
        // Not built: the page says what to run.
        assert!(one.text().contains("npm run build"), "{}", one.text());
        return;
    }
    let nonce = |reply: &crate::world::Reply| {
        let policy = reply.header("content-security-policy").to_owned();
        policy.split_once("'nonce-").unwrap().1.split_once('\'').unwrap().0.to_owned()
    };
    assert_ne!(nonce(&one), nonce(&other));
    assert!(one.text().contains(&format!("<meta name=\"csp-nonce\" content=\"{}\"", nonce(&one))));
    assert_eq!(one.header("cache-control"), "no-store");
    // The page's own files: hashed ones for ever, compressed when asked.
    let text = one.text();
    let script = text.split("src=\"").nth(1).unwrap().split('"').next().unwrap();
    let reply = stranger.clone().with("accept-encoding", "gzip").get(script).await;
    assert_eq!(reply.header("cache-control"), "public, max-age=31536000, immutable");
    assert_eq!(reply.header("content-encoding"), "gzip");
    assert_eq!(reply.header("content-type"), "text/javascript; charset=utf-8");
    let again = stranger.clone().with("if-none-match", reply.header("etag")).get(script).await;
    assert_eq!(again.status, 304);
}
