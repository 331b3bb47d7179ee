//! `describeGlobal`: the objects that the user can query.

use super::{
    super::{
        schema,
        visibility::{self, Viewer},
        world::{Session, World},
    },
    xml::Xml,
};
use model::Time;

pub fn global(world: &World, session: &Session, now: Time) -> String {
    let org = &world.orgs[session.org];
    let viewer = Viewer::of(org, &session.user_id, now);
    let mut xml = Xml::default();
    xml.open("describeGlobalResponse").open("result");
    xml.leaf("encoding", "UTF-8").leaf("maxBatchSize", "200");
    for object in schema::objects().values() {
        if !object.data || org.hides(object, "") || !visibility::is_shown(object, &viewer) {
            continue;
        }
        xml.open("sobjects");
        let no = |xml: &mut Xml, names: &[&str]| {
            for name in names {
                xml.leaf(name, "false");
            }
        };
        no(
            &mut xml,
            &["activateable", "createable", "custom", "customSetting", "deepCloneable", "deletable"],
        );
        no(&mut xml, &["deprecatedAndHidden", "feedEnabled", "hasSubtypes", "isInterface", "isSubtype"]);
        xml.leaf("keyPrefix", &object.prefix).leaf("label", &object.name).leaf("labelPlural", &object.name);
        no(&mut xml, &["layoutable", "mergeable", "mruEnabled"]);
        xml.leaf("name", &object.name).leaf("queryable", &object.queryable.to_string());
        no(&mut xml, &["replicateable", "retrieveable", "searchable", "triggerable", "undeletable"]);
        no(&mut xml, &["updateable"]);
        xml.close("sobjects");
    }
    xml.close("result").close("describeGlobalResponse");
    xml.0
}
