//! The archive connector of Chatter against answers as Salesforce's wire has them.

mod beside;
mod files;
mod items;
mod paging;
mod rights;
mod rounds;
mod wire;
