//! Paging with opaque tokens that live 15 minutes.

use super::reply::Reply;
use axum::http::StatusCode;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use model::{Random, Time};
use std::{collections::BTreeMap, time::Duration};

/// How long a `next_page_token` can be used.
pub const TOKEN_LIFE: Duration = Duration::from_secs(15 * 60);
/// Page size where the request names none.
pub const PAGE_SIZE_DEFAULT: usize = 30;
/// Largest page; a request for more gets this many. (One current page of Zoom's says 2000 for users; clients
/// and older pages say 300.)
pub const PAGE_SIZE_MAX: usize = 300;
/// Tokens kept per account; older ones go first.
const TOKENS_MAX: usize = 10_000;

/// The tokens given out by one account.
#[derive(Debug, Clone, Default)]
pub struct Pages(BTreeMap<String, Continuation>);

#[derive(Debug, Clone)]
struct Continuation {
    /// The list and its filters: a token is good for the same question only.
    of: String,
    offset: usize,
    expires: Time,
}

/// One page of a list.
pub struct Page<T> {
    pub items: Vec<T>,
    pub next_page_token: String,
    pub page_size: usize,
    pub page_number: usize,
    pub page_count: usize,
    pub total: usize,
}

impl Pages {
    /// The page of `all` that the query asks for. `of` names the list and its filters.
    ///
    /// # Errors
    /// 400 with code 300 for a stale or foreign token, or a page size that is no number.
    pub fn page<T>(
        &mut self,
        all: Vec<T>,
        of: &str,
        query: &BTreeMap<String, String>,
        now: Time,
        random: &dyn Random,
    ) -> Result<Page<T>, Box<Reply>> {
        let number = |name: &str| match query.get(name).filter(|text| !text.is_empty()) {
            None => Ok(None),
            Some(text) => match text.parse::<usize>() {
                Ok(number) if number > 0 => Ok(Some(number)),
                _ => Err(Box::new(Reply::invalid_field(name, "Invalid field."))),
            },
        };
        let page_size = number("page_size")?.unwrap_or(PAGE_SIZE_DEFAULT).min(PAGE_SIZE_MAX);
        let offset = match query.get("next_page_token").filter(|token| !token.is_empty()) {
            Some(token) => match self.0.get(token) {
                Some(at) if at.of == of && now < at.expires => at.offset,
                _ => {
                    return Err(Box::new(Reply::error(
                        StatusCode::BAD_REQUEST,
                        300,
                        "The next page token is invalid or expired.",
                    )));
                }
            },
            None => number("page_number")?.map_or(0, |page| (page - 1).saturating_mul(page_size)),
        };
        let total = all.len();
        let items: Vec<T> = all.into_iter().skip(offset).take(page_size).collect();
        let next = offset.saturating_add(items.len());
        let next_page_token = if next < total && !items.is_empty() {
            self.give(
                Continuation { of: of.to_owned(), offset: next, expires: now.plus(TOKEN_LIFE) },
                now,
                random,
            )
        } else {
            String::new()
        };
        Ok(Page {
            items,
            next_page_token,
            page_size,
            page_number: offset / page_size + 1,
            page_count: total.div_ceil(page_size),
            total,
        })
    }

    fn give(&mut self, continuation: Continuation, now: Time, random: &dyn Random) -> String {
        self.0.retain(|_, kept| now < kept.expires);
        while self.0.len() >= TOKENS_MAX {
            self.0.pop_first();
        }
        let mut bytes = [0u8; 24];
        random.fill(&mut bytes);
        let token = format!("{}2", URL_SAFE_NO_PAD.encode(bytes));
        self.0.insert(token.clone(), continuation);
        token
    }
}
