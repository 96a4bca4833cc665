//! An application in poem-openapi that tells what it understood: `cargo lab servers poem-openapi` calls it.

use poem::listener::TcpListener;
use poem::{Route, Server};
use poem_openapi::auth::{ApiKey, Basic, Bearer};
use poem_openapi::param::{Cookie, Header, Path, Query};
use poem_openapi::payload::{Attachment, Binary, Form, Json, PlainText};
use poem_openapi::types::multipart::Upload;
use poem_openapi::{ApiRequest, ApiResponse, Enum, Multipart, Object, OpenApi, OpenApiService, SecurityScheme, Union};
use std::collections::HashMap;

const SECRET: &str = "open-sesame";

#[derive(Debug, Clone, Enum)]
enum Mode {
    #[oai(rename = "fast")]
    Fast,
    #[oai(rename = "very slow")]
    Slow,
}

#[derive(Object)]
struct Echo<T: poem_openapi::types::Type + poem_openapi::types::ParseFromJSON + poem_openapi::types::ToJSON> {
    echo: T,
}

#[derive(Object)]
struct Lists {
    kind: Mode,
    tags: Option<Vec<String>>,
    ids: Vec<i64>,
    mode: Option<Mode>,
}

#[derive(Object)]
struct Named {
    #[oai(rename = "x-plain")]
    plain: Option<String>,
    #[oai(rename = "x-number")]
    number: Option<i32>,
    theme: String,
}

#[derive(Object, serde::Deserialize)]
struct Entry {
    title: String,
    pages: i32,
    ratio: Option<f32>,
}

#[derive(Object)]
struct OfEntry {
    body: Entry,
}

#[derive(Multipart)]
struct Uploading {
    file: Upload,
    note: String,
    count: Option<i32>,
    tags: Option<Vec<String>>,
}

#[derive(Object)]
struct Uploaded {
    file: String,
    note: String,
    count: Option<i32>,
    tags: Option<Vec<String>>,
}

#[derive(Object)]
struct OfUploaded {
    body: Uploaded,
}

#[derive(Object)]
struct Cat {
    lives: i32,
}

#[derive(Object)]
struct Dog {
    name: Option<String>,
}

#[derive(Union)]
#[oai(discriminator_name = "kind")]
enum Pet {
    Cat(Cat),
    Dog(Dog),
}

#[derive(Object)]
struct OfPet {
    body: Pet,
}

#[derive(ApiRequest)]
enum Either {
    Json(Json<Entry>),
    Text(PlainText<String>),
    Binary(Binary<Vec<u8>>),
}

#[derive(Object)]
struct OfText {
    body: String,
}

#[derive(ApiResponse)]
enum Media {
    #[oai(status = 200)]
    Json(Json<Entry>),
    // Two variants of one status would be two keys of one object in the document.
    #[oai(status = 203)]
    Text(PlainText<String>),
    #[oai(status = 404)]
    Missing(Json<Cat>),
}

#[derive(SecurityScheme)]
#[oai(ty = "api_key", key_name = "x-key", key_in = "header")]
struct Key(ApiKey);

#[derive(SecurityScheme)]
#[oai(ty = "api_key", key_name = "session", key_in = "cookie")]
struct Session(ApiKey);

#[derive(SecurityScheme)]
#[oai(ty = "basic")]
struct Password(Basic);

#[derive(SecurityScheme)]
#[oai(ty = "bearer")]
struct Token(Bearer);

#[derive(Object)]
struct User {
    user: String,
}

fn user(secret: &str) -> poem::Result<Json<User>> {
    if secret == SECRET {
        Ok(Json(User { user: "ali".to_owned() }))
    } else {
        Err(poem::Error::from_status(poem::http::StatusCode::UNAUTHORIZED))
    }
}

fn entry() -> Entry {
    Entry { title: "It".to_owned(), pages: 7, ratio: Some(0.1) }
}

struct Api;

#[OpenApi]
impl Api {
    #[oai(path = "/lists/:kind", method = "get")]
    async fn lists(
        &self,
        kind: Path<Mode>,
        tags: Query<Option<Vec<String>>>,
        #[oai(explode = false)] ids: Query<Vec<i64>>,
        mode: Query<Option<Mode>>,
    ) -> Json<Echo<Lists>> {
        Json(Echo { echo: Lists { kind: kind.0, tags: tags.0, ids: ids.0, mode: mode.0 } })
    }

    #[oai(path = "/named", method = "get")]
    async fn named(
        &self,
        #[oai(name = "x-plain")] plain: Header<Option<String>>,
        #[oai(name = "x-number")] number: Header<Option<i32>>,
        theme: Cookie<String>,
    ) -> Json<Echo<Named>> {
        Json(Echo { echo: Named { plain: plain.0, number: number.0, theme: theme.0 } })
    }

    #[oai(path = "/form", method = "post")]
    async fn form(&self, body: Form<Entry>) -> Json<Echo<OfEntry>> {
        Json(Echo { echo: OfEntry { body: body.0 } })
    }

    #[oai(path = "/files", method = "post")]
    async fn files(&self, upload: Uploading) -> poem::Result<Json<Echo<OfUploaded>>> {
        let file = upload.file.into_string().await.map_err(poem::error::BadRequest)?;
        let body = Uploaded { file, note: upload.note, count: upload.count, tags: upload.tags };
        Ok(Json(Echo { echo: OfUploaded { body } }))
    }

    #[oai(path = "/pets", method = "post")]
    async fn pets(&self, pet: Json<Pet>) -> Json<Echo<OfPet>> {
        Json(Echo { echo: OfPet { body: pet.0 } })
    }

    #[oai(path = "/either", method = "put")]
    async fn either(&self, body: Either) -> Json<OfText> {
        let body = match body {
            Either::Json(entry) => entry.0.title,
            Either::Text(text) => text.0,
            Either::Binary(bytes) => bytes.0.len().to_string(),
        };
        Json(OfText { body })
    }

    #[oai(path = "/map", method = "post")]
    async fn map(&self, body: Json<HashMap<String, Vec<i64>>>) -> Json<HashMap<String, Vec<i64>>> {
        body
    }

    #[oai(path = "/media", method = "get")]
    async fn media(&self, plain: Query<Option<bool>>) -> Media {
        match plain.0 {
            Some(true) => Media::Text(PlainText("plain text".to_owned())),
            Some(false) => Media::Json(Json(entry())),
            None => Media::Missing(Json(Cat { lives: 0 })),
        }
    }

    #[oai(path = "/text", method = "get")]
    async fn text(&self) -> PlainText<String> {
        PlainText("just text".to_owned())
    }

    #[oai(path = "/string", method = "get")]
    async fn string(&self) -> Json<String> {
        Json("a JSON string".to_owned())
    }

    #[oai(path = "/download", method = "get")]
    async fn download(&self) -> Attachment<Vec<u8>> {
        Attachment::new(vec![0, 255]).filename("two.bin")
    }

    #[oai(path = "/items/:id", method = "delete")]
    async fn delete_item(&self, id: Path<i64>) {
        let _ = id;
    }

    #[oai(path = "/by-header", method = "get")]
    async fn by_header(&self, key: Key) -> poem::Result<Json<User>> {
        user(&key.0.key)
    }

    #[oai(path = "/by-cookie", method = "get")]
    async fn by_cookie(&self, key: Session) -> poem::Result<Json<User>> {
        user(&key.0.key)
    }

    #[oai(path = "/by-basic", method = "get")]
    async fn by_basic(&self, credentials: Password) -> poem::Result<Json<User>> {
        user(&credentials.0.password)
    }

    #[oai(path = "/by-bearer", method = "get")]
    async fn by_bearer(&self, token: Token) -> poem::Result<Json<User>> {
        user(&token.0.token)
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), std::io::Error> {
    let port = std::env::var("PORT").unwrap_or_default();
    let service = OpenApiService::new(Api, "poem-openapi", "1.0.0");
    let document = service.spec_endpoint();
    let app = Route::new().at("/openapi.json", document).nest("/", service);
    Server::new(TcpListener::bind(format!("127.0.0.1:{port}"))).run(app).await
}
