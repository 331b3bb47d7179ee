//! A house, and what the tests of this folder do in it.

use engine::{
    Config, Engine, Error,
    access::{Actor, SessionKind, SignedIn},
};
use model::{ManualClock, PrincipalId, Role, Secret, SystemRandom, Time};
use std::{net::IpAddr, sync::Arc, time::Duration};
use store::testing::{Fresh, TestDb};

pub const PASSWORD: &str = "correct horse battery staple";
pub const OTHER: &str = "another horse, another battery";
pub const PEER: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 7));

pub struct House {
    pub engine: Arc<Engine>,
    pub clock: Arc<ManualClock>,
    pub fresh: Fresh,
}

impl House {
    pub async fn on(db: TestDb) -> House {
        let fresh = db.fresh().await;
        let clock = Arc::new(ManualClock::at("2026-11-21T08:00:00Z".parse::<Time>().unwrap()));
        let parts = engine::Parts {
            store: fresh.open(clock.clone()).await,
            clock: clock.clone(),
            random: Arc::new(SystemRandom),
            catalog: assure::Catalog::default(),
            pack_problems: Vec::new(),
            sources: Default::default(),
            archive_sources: Default::default(),
            config: Config::new("https://vouchsafe.example.com".parse().unwrap(), "test"),
        };
        House { engine: Engine::start(parts).await.unwrap(), clock, fresh }
    }

    /// A house with its first administrator, Ada.
    pub async fn with_ada(db: TestDb) -> (House, Actor) {
        let house = House::on(db).await;
        let signed_in = house.set_up("Ada").await;
        let ada = house.engine.session(&signed_in.token).await.unwrap();
        (house, ada)
    }

    pub async fn link_token(&self) -> Secret {
        let link = self.engine.setup_link().await.unwrap().expect("a link");
        let (address, token) = link.split_once('#').unwrap();
        assert_eq!(address, "https://vouchsafe.example.com/setup");
        Secret::new(token)
    }

    pub async fn set_up(&self, name: &str) -> SignedIn {
        let token = self.link_token().await;
        self.engine.complete_setup(&token, name, &Secret::new(PASSWORD)).await.unwrap()
    }

    pub async fn add(&self, ada: &Actor, name: &str, role: Role) -> PrincipalId {
        self.engine.create_principal(ada, name, role, &Secret::new(PASSWORD)).await.unwrap().id
    }

    pub async fn try_from(
        &self,
        peer: IpAddr,
        name: &str,
        password: &str,
    ) -> Result<Option<SignedIn>, Error> {
        self.engine.sign_in(name, &Secret::new(password), SessionKind::Bearer, peer).await
    }

    pub async fn sign_in(&self, name: &str) -> SignedIn {
        self.try_from(PEER, name, PASSWORD).await.unwrap().expect("the right password")
    }

    pub async fn actor(&self, name: &str) -> Actor {
        self.engine.session(&self.sign_in(name).await.token).await.unwrap()
    }

    pub async fn stands(&self, token: &Secret) -> bool {
        match self.engine.session(token).await {
            Ok(_) => true,
            Err(Error::Unauthenticated) => false,
            Err(error) => panic!("{error}"),
        }
    }
}

#[track_caller]
pub fn fields<T>(result: Result<T, Error>) -> Vec<String> {
    match result {
        Err(Error::Invalid(problems)) => problems.into_iter().map(|problem| problem.field).collect(),
        Err(other) => panic!("{other:?}"),
        Ok(_) => panic!("was taken"),
    }
}

#[track_caller]
pub fn wait<T>(result: Result<T, Error>) -> Duration {
    match result {
        Err(Error::Throttled { retry_after }) => retry_after,
        Err(other) => panic!("{other:?}"),
        Ok(_) => panic!("was let through"),
    }
}

/// What is said of a refusal that names no field.
#[track_caller]
pub fn conflict<T>(result: Result<T, Error>) -> String {
    match result {
        Err(Error::Conflict { message, .. }) => message,
        Err(other) => panic!("{other:?}"),
        Ok(_) => panic!("was taken"),
    }
}

/// The bodies of all leaves that were written.
pub async fn leaves(house: &House) -> Vec<String> {
    let store = house.fresh.open(house.clock.clone()).await;
    let leaves = store.read().await.unwrap().ledger().unsequenced(1_000).await.unwrap();
    leaves.iter().map(|leaf| String::from_utf8(leaf.body.clone()).unwrap()).collect()
}

/// Fails when a secret is in one of the files of a house on SQLite.
pub fn assert_absent(house: &House, planted: &[&str]) {
    let mut files = 0;
    for entry in std::fs::read_dir(house.fresh.folder()).unwrap() {
        let bytes = std::fs::read(entry.unwrap().path()).unwrap();
        files += 1;
        for secret in planted {
            let found = bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
            assert!(!found, "a secret is in the database: {secret}");
        }
    }
    assert!(files >= 2, "the database and the key file are there");
}
