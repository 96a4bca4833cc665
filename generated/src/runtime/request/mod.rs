//! What a request is made of: its address, its path, parameters as text, and where redirects lead.

pub(super) mod address;
pub(super) mod form;
pub(super) mod path;
pub(super) mod redirect;
pub(super) mod style;
