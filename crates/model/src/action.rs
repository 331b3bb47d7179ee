//! Words of improvement actions. Names and values are Purview's (see docs, *How scores are made*).

macro_rules! named_enum {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $text:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, ::serde::Serialize, ::serde::Deserialize)]
        pub enum $name { $($(#[$vdoc])* #[serde(rename = $text)] $variant,)+ }
        impl $name {
            pub const ALL: &'static [$name] = &[$($name::$variant,)+];
            /// As stored and as the API spells it.
            pub fn as_str(self) -> &'static str {
                match self { $($name::$variant => $text,)+ }
            }
            pub fn parse(text: &str) -> Option<$name> {
                match text { $($text => Some($name::$variant),)+ _ => None }
            }
        }
        // By hand: utoipa's derive does not see a name that a macro passed on.
        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
                use utoipa::openapi::schema::{ObjectBuilder, Type};
                ObjectBuilder::new().schema_type(Type::String).enum_values(Some([$($text,)+])).into()
            }
        }
        impl utoipa::ToSchema for $name {
            fn name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }
        }
    };
}

named_enum! {
    /// How much a failure matters. Ordered: the worst is the greatest.
    Severity {
        Low = "low",
        Medium = "medium",
        High = "high",
        Critical = "critical",
    }
}

named_enum! {
    /// What kind of doing an action is. Technical ones are tested by checks.
    ActionKind {
        Technical = "technical",
        Operational = "operational",
        Documentation = "documentation",
    }
}

named_enum! {
    /// The grid of points per action.
    PointsClass {
        PreventativeMandatory = "preventative_mandatory",
        PreventativeDiscretionary = "preventative_discretionary",
        DetectiveMandatory = "detective_mandatory",
        DetectiveDiscretionary = "detective_discretionary",
        CorrectiveMandatory = "corrective_mandatory",
        CorrectiveDiscretionary = "corrective_discretionary",
    }
}

impl PointsClass {
    /// 27, 9, 3 or 1.
    pub fn points(self) -> u32 {
        match self {
            PointsClass::PreventativeMandatory => 27,
            PointsClass::PreventativeDiscretionary => 9,
            PointsClass::DetectiveMandatory | PointsClass::CorrectiveMandatory => 3,
            PointsClass::DetectiveDiscretionary | PointsClass::CorrectiveDiscretionary => 1,
        }
    }
}

named_enum! {
    /// What a person says of an action's implementation.
    ImplementationStatus {
        NotImplemented = "not_implemented",
        Implemented = "implemented",
        AlternativeImplementation = "alternative_implementation",
        Planned = "planned",
        OutOfScope = "out_of_scope",
    }
}

named_enum! {
    /// An action's test status. The last three come only from checks.
    TestStatus {
        None = "none",
        NotAssessed = "not_assessed",
        Passed = "passed",
        FailedLowRisk = "failed_low_risk",
        FailedMediumRisk = "failed_medium_risk",
        FailedHighRisk = "failed_high_risk",
        OutOfScope = "out_of_scope",
        InProgress = "in_progress",
        ToBeDetected = "to_be_detected",
        CouldNotBeDetected = "could_not_be_detected",
        PartiallyTested = "partially_tested",
    }
}

impl TestStatus {
    /// Whether a person may set it on a manual action.
    pub fn is_manual(self) -> bool {
        !matches!(
            self,
            TestStatus::ToBeDetected | TestStatus::CouldNotBeDetected | TestStatus::PartiallyTested
        )
    }
    /// Whether it is one of the three failures.
    pub fn is_failed(self) -> bool {
        matches!(self, TestStatus::FailedLowRisk | TestStatus::FailedMediumRisk | TestStatus::FailedHighRisk)
    }
}
