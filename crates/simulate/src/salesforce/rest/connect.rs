//! Connect REST below `/services/data/vNN.0/chatter`.

use super::{
    super::{
        chatter::connect::{self, Of},
        exception::Exception,
        fault::{Style, refuse},
        reply::Reply,
        visibility::Viewer,
        world::World,
    },
    Call,
};

pub fn answer(world: &mut World, call: &Call<'_>, path: &[&str]) -> Result<Reply, Exception> {
    let not_found = || Exception::new("NOT_FOUND", "The requested resource does not exist");
    let now = call.context.now;
    let org = &mut world.orgs[call.session.org];
    if !connect::count(org, &call.session.user_id, now) {
        let words = "You have reached your maximum number of requests for this hour. Try again later.";
        let mut reply = refuse(Style::Rest, &Exception::new("REQUEST_LIMIT_EXCEEDED", words));
        reply.status = 503;
        return Ok(reply);
    }
    let viewer = Viewer::of(org, &call.session.user_id, now);
    let of = match path.first() {
        Some(&"feed-elements") => Of::Posts,
        Some(&"comments") => Of::Comments,
        _ => return Err(not_found()),
    };
    let told = match path {
        // Commas may come escaped.
        [_, "batch", ids] => connect::batch(org, &viewer, of, &ids.replace("%2C", ",").replace("%2c", ","))
            .ok_or_else(|| Exception::new("EXCEEDED_ID_LIMIT", "Too many ids in one batch")),
        [_, id] => connect::one(org, &viewer, of, id).ok_or_else(not_found),
        _ => Err(not_found()),
    }?;
    Ok(Reply::json(200, &told))
}
