//! The bytes of a file: `GET …/sobjects/ContentVersion/{id}/VersionData`.

use super::{
    super::{
        chatter::visibility as seen, exception::Exception, ids, reply::Reply, visibility::Viewer,
        world::World,
    },
    Call,
};

pub fn version_data(world: &mut World, call: &Call<'_>, id: &str) -> Result<Reply, Exception> {
    let org = &world.orgs[call.session.org];
    let viewer = Viewer::of(org, &call.session.user_id, call.context.now);
    let id = ids::long(id);
    let gone = org.value("ContentVersion", &id, "IsDeleted").is_true();
    let content = org.content(&id).filter(|_| !gone && seen::version(org, &viewer, &id));
    let content =
        content.ok_or_else(|| Exception::new("NOT_FOUND", "The requested resource does not exist"))?;
    Ok(Reply::file(content))
}
