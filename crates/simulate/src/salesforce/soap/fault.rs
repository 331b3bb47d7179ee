//! Exceptions as SOAP faults: HTTP 500, the prefix `sf`, the element by the cause.

use super::{
    super::{exception::Exception, reply::Reply},
    Api,
    envelope::SOAP,
    xml::Xml,
};

/// The fault of an exception. The metadata API tells no detail.
pub fn fault(api: Api, exception: &Exception) -> Reply {
    let mut xml = Xml("<?xml version=\"1.0\" encoding=\"UTF-8\"?>".to_owned());
    let envelope = format!(
        "soapenv:Envelope xmlns:soapenv=\"{SOAP}\" xmlns:sf=\"{}\" \
         xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"",
        api.faults()
    );
    xml.open(&envelope).open("soapenv:Body").open("soapenv:Fault");
    let (code, message) = (&exception.code, &exception.message);
    xml.leaf("faultcode", &format!("sf:{code}")).leaf("faultstring", &format!("{code}: {message}"));
    if api != Api::Metadata {
        let element = format!("sf:{}", exception.element());
        xml.open("detail").open(&format!("{element} xsi:type=\"{element}\""));
        xml.leaf("sf:exceptionCode", code).leaf("sf:exceptionMessage", message);
        if let Some(extended) = &exception.extended {
            xml.open("sf:extendedErrorDetails");
            xml.leaf("sf:extendedErrorCode", extended);
            xml.close("sf:extendedErrorDetails");
        }
        if exception.has_place() {
            let shown = |number: Option<usize>| number.map_or("-1".to_owned(), |number| number.to_string());
            xml.leaf("sf:row", &shown(exception.place.map(|place| place.row)));
            xml.leaf("sf:column", &shown(exception.place.map(|place| place.column)));
        }
        xml.close(&element).close("detail");
    }
    xml.close("soapenv:Fault").close("soapenv:Body").close("soapenv:Envelope");
    Reply::xml(500, xml.0).with_code(code)
}

/// What is wrong before the API looks at it: no envelope, or no such operation.
pub fn client_fault(words: &str) -> Reply {
    let mut xml = Xml("<?xml version=\"1.0\" encoding=\"UTF-8\"?>".to_owned());
    xml.open(&format!("soapenv:Envelope xmlns:soapenv=\"{SOAP}\""))
        .open("soapenv:Body")
        .open("soapenv:Fault");
    xml.leaf("faultcode", "soapenv:Client").leaf("faultstring", words);
    xml.close("soapenv:Fault").close("soapenv:Body").close("soapenv:Envelope");
    Reply::xml(500, xml.0).with_code("soapenv:Client")
}
